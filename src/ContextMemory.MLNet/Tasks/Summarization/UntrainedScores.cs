namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>The scores of the methods that need no training.</summary>
internal static class UntrainedScores
{
    /// <summary>A score for each sentence of a document: larger where it belongs in the summary.</summary>
    public static float[] Of(SummaryMethod method, IReadOnlyList<string> sentences) => method switch
    {
        SummaryMethod.Lead => [.. sentences.Select((_, place) => 1f / (1 + place))],
        SummaryMethod.TextRank => SentenceCentrality.TextRank(new SentenceBags(sentences)),
        SummaryMethod.PositionRank => SentenceCentrality.PositionRank(new SentenceBags(sentences)),
        SummaryMethod.LexRank => SentenceCentrality.LexRank(new SentenceBags(sentences)),
        SummaryMethod.TfIdf => SentenceCentrality.TfIdf(new SentenceBags(sentences)),
        _ => throw new ArgumentOutOfRangeException(nameof(method), method, "There is no such method without training."),
    };
}
