namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>The best sentences of a document, from which its summary is chosen: as many as are kept of a document that is not held.</summary>
/// <param name="limits">The summary's.</param>
internal sealed class SummaryCandidates(SummaryLimits limits)
{
    /// <summary>Sentences that are kept at most, unless a summary may have more.</summary>
    public const int MostSentences = 4_096;

    private readonly PriorityQueue<SummaryCandidate, SummaryCandidate> _best = new(SummaryCandidate.WorstFirst);
    private SummaryCandidate? _leftOut;
    private long _units;

    /// <summary>Words of all sentences, kept or not; not counted where no limit asks for them.</summary>
    public long Words { get; private set; }

    private bool IsOverfull =>
        _best.Count > Math.Max(MostSentences, limits.Sentences) || (_best.Count > 1 && _units > SummaryParts.MostUnits);

    /// <summary>Takes a sentence that has words, and lets go of the worst ones while there are too many.</summary>
    public void Add(SummaryCandidate sentence)
    {
        Words += limits.Share < 1 ? SentenceFeatures.CountWords(sentence.Text) : 0;

        // Nothing that is worse than one left out is kept: the best are kept without a gap, in whatever order they come.
        if (_leftOut is not null && SummaryCandidate.WorstFirst.Compare(sentence, _leftOut) < 0)
        {
            return;
        }

        _best.Enqueue(sentence, sentence);
        _units += sentence.Text.Length;
        while (IsOverfull)
        {
            _leftOut = _best.Dequeue();
            _units -= _leftOut.Text.Length;
        }
    }

    /// <summary>Those that are kept, the best first.</summary>
    public SummaryCandidate[] BestFirst() =>
        [.. _best.UnorderedItems.Select(item => item.Element).OrderDescending(SummaryCandidate.WorstFirst)];
}
