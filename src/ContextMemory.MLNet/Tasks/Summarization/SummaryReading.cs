using System.Runtime.InteropServices;
using ContextMemory.MLNet.Tasks.Streaming;
using ContextMemory.MLNet.Text.Sentences;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>
/// Summarizes a document that comes in pieces, as if it were there as a whole. Kept are a block of text, the sentences of two parts, the candidates for
/// the summary, and all scores. For one thread at a time.
/// </summary>
/// <param name="scorer">Scores the sentences.</param>
/// <param name="selector">Chooses among them.</param>
/// <param name="markup">What is stripped off the document.</param>
/// <param name="title">The document's; empty where there is none.</param>
/// <param name="cancellation">Ends the reading.</param>
internal sealed class SummaryReading(
    PartScorer scorer, SummarySelector selector, TextMarkup markup, string title, CancellationToken cancellation)
{
    private readonly SentenceStream _stream = new(markup);
    private readonly SummaryParts _parts = new();
    private readonly SummaryCandidates _candidates = new(selector.Limits);
    private readonly List<float> _scores = [];

    // The sentences with a word that are in no part yet.
    private readonly Queue<(int Number, string Text)> _held = [];

    /// <summary>Reads the sentences that are known with this piece.</summary>
    /// <exception cref="OperationCanceledException">The reading is cancelled.</exception>
    public void Add(string piece) => Read(_stream.Add(piece));

    /// <summary>Reads the sentences that are left.</summary>
    /// <exception cref="OperationCanceledException">The reading is cancelled.</exception>
    public TextSummary End()
    {
        Read(_stream.End());
        foreach (SummaryPart part in _parts.End())
        {
            Score(part);
        }

        return selector.Summarize(_candidates, CollectionsMarshal.AsSpan(_scores).ToArray());
    }

    private void Read(IEnumerable<string> sentences)
    {
        cancellation.ThrowIfCancellationRequested();
        foreach (string sentence in sentences)
        {
            int number = _scores.Count;
            _scores.Add(SummarySelector.NoScore);
            if (SummaryText.HasWord(sentence))
            {
                _held.Enqueue((number, sentence));
                foreach (SummaryPart part in _parts.Add(sentence.Length))
                {
                    Score(part);
                }
            }
        }
    }

    private void Score(SummaryPart part)
    {
        (int Number, string Text)[] sentences = [.. Enumerable.Range(0, part.Count).Select(_ => _held.Dequeue())];
        float[] scores = scorer.Score([([.. sentences.Select(sentence => sentence.Text)], title, part)], threads: 1, cancellation)[0];
        foreach (((int number, string text), float score) in sentences.Zip(scores))
        {
            _scores[number] = score;
            _candidates.Add(new SummaryCandidate(number, text, score));
        }
    }
}
