using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Streaming;
using ContextMemory.MLNet.Tasks.Summarization;

namespace ContextMemory.MLNet;

/// <summary>
/// Summarizes texts that are in no IDataView: by a method without training, or by the model of a
/// <c>ContextMemorySummarizeTransformer</c>, which has one. It may be used from many threads at once.
/// </summary>
/// <remarks>
/// <para>
/// Of a text of any length only a part is worked on at a time: at most 4,096 sentences with a word and, unless it is one sentence, 4,194,304 UTF-16
/// units of them. A text that is not larger is one part. The parts of a longer one are full, but for the last two, which share what is left. Each is scored as
/// a text of its own but for the places of its sentences; a trained model also looks at places from the end, which in a full part is that of the sentences
/// known so far, about 8,192 from its beginning. The summary is chosen among the best 4,096 sentences of all parts (more where
/// <see cref="SummaryLimits.Sentences"/> is more), of 4,194,304 UTF-16 units at most.
/// </para>
/// <para>
/// A text that comes from a <see cref="TextReader"/> or in pieces is summarized in the same way, on one thread, and is never held: it has the summary and the
/// scores of the same text read whole, wherever the pieces end. Kept of it are 1,048,576 UTF-16 units of text that is not cut into sentences yet, the
/// sentences of two parts, the best ones among which the summary is chosen, and four bytes for each sentence, its score.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// TextSummary summary = new Summarizer(SummaryMethod.TextRank).Summarize(article);
/// using var reader = new StreamReader("book.txt");
/// TextSummary book = new Summarizer(SummaryMethod.TextRank).Summarize(reader);
/// </code>
/// </example>
public sealed class Summarizer
{
    private readonly PartScorer _scorer;
    private readonly SummarySelector _selector;

    /// <summary>A summarizer that needs no training.</summary>
    /// <param name="method">How the sentences are found: any but <see cref="SummaryMethod.Trained"/>.</param>
    /// <param name="limits">How long summaries are; null takes the defaults, three sentences.</param>
    /// <param name="markup">What is stripped off texts before they are cut into sentences.</param>
    /// <exception cref="ArgumentException">The method needs training, or a limit is out of range.</exception>
    public Summarizer(SummaryMethod method, SummaryLimits? limits = null, TextMarkup markup = TextMarkup.None)
        : this(method, limits ?? new SummaryLimits(), model: null, markup)
    {
        var faults = new OptionFaults(nameof(Summarizer));
        faults.Check(
            Enum.IsDefined(method) && method != SummaryMethod.Trained,
            nameof(method),
            $"{method}",
            "a method without training",
            "a trained model is had by ContextMemorySummarize");
        faults.Defined(nameof(markup), markup, "None reads the text as it is");
        Limits.Validate(faults);
        faults.ThrowIfAny();
    }

    internal Summarizer(SummaryMethod method, SummaryLimits limits, SummarizationModel? model, TextMarkup markup)
    {
        Method = method;
        Limits = limits;
        Model = model;
        Markup = markup;
        _scorer = new PartScorer(method, model);
        _selector = new SummarySelector(limits);
    }

    /// <summary>How the sentences are found.</summary>
    public SummaryMethod Method { get; }

    /// <summary>How long summaries are, and which sentences may stand together in one.</summary>
    public SummaryLimits Limits { get; }

    /// <summary>What is stripped off texts before they are cut into sentences.</summary>
    public TextMarkup Markup { get; }

    internal SummarizationModel? Model { get; }

    /// <summary>Summarizes a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="title">Its title; empty where there is none. Only a trained model reads it.</param>
    public TextSummary Summarize(string text, string title = "") => Summarize([SentenceText.Cut(text, Markup, title)], threads: 1)[0];

    /// <summary>Summarizes several texts together, which takes less time than one after another.</summary>
    /// <param name="texts">The texts, cut into sentences; <see cref="Markup"/> has been stripped off them.</param>
    /// <param name="threads">Threads to work with, at most; 0 takes all processors.</param>
    /// <returns>The summary of each text, in order. It does not depend on the texts beside it.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is below 0.</exception>
    public IReadOnlyList<TextSummary> Summarize(IReadOnlyList<SentenceText> texts, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        threads = threads == 0 ? Environment.ProcessorCount : threads;

        // A sentence without a word is in no summary and is no neighbour of another.
        var worded = new int[texts.Count][];
        PoolLoop.Run(texts.Count, threads, i => worded[i] = SummaryText.Worded(texts[i].Sentences));
        float[][] scores = [.. texts.Select(text => Enumerable.Repeat(SummarySelector.NoScore, text.Sentences.Count).ToArray())];
        foreach ((int Text, SummaryPart Place)[] parts in Together(Enumerable.Range(0, texts.Count).SelectMany(PartsOf)))
        {
            float[][] found = _scorer.Score([.. parts.Select(part => (SentencesOf(part.Text, part.Place), texts[part.Text].Title, part.Place))], threads);
            for (int i = 0; i < parts.Length; i++)
            {
                Keep(parts[i].Text, parts[i].Place, found[i]);
            }
        }

        var summaries = new TextSummary[texts.Count];
        PoolLoop.Run(texts.Count, threads, i => summaries[i] = Select(texts[i], worded[i], scores[i]));
        return summaries;

        IEnumerable<(int Text, SummaryPart Place)> PartsOf(int text)
        {
            var parts = new SummaryParts();
            return worded[text].SelectMany(sentence => parts.Add(texts[text].Sentences[sentence].Length)).Concat(parts.End()).Select(part => (text, part));
        }

        string[] SentencesOf(int text, SummaryPart part) =>
            [.. new SentencePart(texts[text].Sentences, worded[text].AsMemory(part.First, part.Count))];

        void Keep(int text, SummaryPart part, float[] found)
        {
            for (int i = 0; i < found.Length; i++)
            {
                scores[text][worded[text][part.First + i]] = found[i];
            }
        }
    }

    /// <summary>Summarizes the text that a reader gives, from where it stands to its end. The reader is not closed.</summary>
    /// <param name="text">The text. It is not held, see the remarks on <see cref="Summarizer"/>.</param>
    /// <param name="title">Its title; empty where there is none. Only a trained model reads it.</param>
    /// <param name="cancellation">Ends the reading, and the scoring within some sentences.</param>
    /// <returns>The summary of the same text read whole, its scores bit for bit.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> or <paramref name="title"/> is null.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public TextSummary Summarize(TextReader text, string title = "", CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        SummaryReading reading = Open(title, cancellation);
        foreach (string piece in Pieces.Of(text))
        {
            reading.Add(piece);
        }

        return reading.End();
    }

    /// <summary>Summarizes the text that comes in pieces.</summary>
    /// <param name="pieces">The text in order, cut anywhere: within a word, or between the halves of a surrogate pair. None is null.</param>
    /// <param name="title">Its title; empty where there is none. Only a trained model reads it.</param>
    /// <param name="cancellation">Ends the waiting for a piece, and the scoring within some sentences.</param>
    /// <returns>As of <see cref="Summarize(TextReader, string, CancellationToken)"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="pieces"/> or <paramref name="title"/> is null.</exception>
    /// <exception cref="ArgumentException">A piece is null.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<TextSummary> SummarizeAsync(IAsyncEnumerable<string> pieces, string title = "", CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(pieces);
        return SummarizeAsync(Open(title, cancellation), pieces, cancellation);
    }

    private SummaryReading Open(string title, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(title);
        return new SummaryReading(_scorer, _selector, Markup, title, cancellation);
    }

    private static async Task<TextSummary> SummarizeAsync(
        SummaryReading reading, IAsyncEnumerable<string> pieces, CancellationToken cancellation)
    {
        await foreach (string piece in Pieces.Of(pieces, cancellation).ConfigureAwait(false))
        {
            reading.Add(piece);
        }

        return reading.End();
    }

    /// <summary>Parts in groups of about as many sentences as one part may have.</summary>
    private static IEnumerable<(int Text, SummaryPart Place)[]> Together(IEnumerable<(int Text, SummaryPart Place)> parts)
    {
        var group = new List<(int Text, SummaryPart Place)>();
        int sentences = 0;
        foreach ((int text, SummaryPart place) in parts)
        {
            if (sentences > 0 && sentences + place.Count > SummaryParts.MostSentences)
            {
                yield return [.. group];
                group.Clear();
                sentences = 0;
            }

            group.Add((text, place));
            sentences += place.Count;
        }

        if (group.Count > 0)
        {
            yield return [.. group];
        }
    }

    private TextSummary Select(SentenceText text, int[] worded, float[] scores)
    {
        var candidates = new SummaryCandidates(Limits);
        foreach (int sentence in worded)
        {
            candidates.Add(new SummaryCandidate(sentence, text.Sentences[sentence], scores[sentence]));
        }

        return _selector.Summarize(candidates, scores);
    }
}
