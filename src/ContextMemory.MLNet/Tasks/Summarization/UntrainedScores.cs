namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>The scores of the methods that need no training.</summary>
internal static class UntrainedScores
{
    /// <summary>A score for each sentence of a document, or of a part of it: larger where it belongs in the summary.</summary>
    /// <param name="method">How they are scored.</param>
    /// <param name="sentences">The sentences.</param>
    /// <param name="first">How many sentences of the document come before them.</param>
    public static float[] Of(SummaryMethod method, IReadOnlyList<string> sentences, int first = 0) => method switch
    {
        SummaryMethod.Lead => [.. sentences.Select((_, place) => 1f / (1 + first + place))],
        SummaryMethod.TextRank => SentenceCentrality.TextRank(new SentenceBags(sentences)),
        SummaryMethod.PositionRank => SentenceCentrality.PositionRank(new SentenceBags(sentences), first),
        SummaryMethod.LexRank => SentenceCentrality.LexRank(new SentenceBags(sentences)),
        SummaryMethod.TfIdf => SentenceCentrality.TfIdf(new SentenceBags(sentences)),
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "There is no such method without training."),
    };
}
