namespace ContextMemory.MLNet.Cli.Tasks.Summarization;

/// <summary>A document as ML.NET reads it: the properties are the columns.</summary>
internal sealed class SummaryRow
{
    /// <summary>The sentences.</summary>
    public string[] Text { get; set; } = [];

    public string Title { get; set; } = "";

    public string[] Reference { get; set; } = [];

    public float[] Label { get; set; } = [];

    public static SummaryRow OfText(string text) => new()
    {
        Text = [.. ContextMemory.MLNet.Text.SentenceSplitter.Split(text).Select(span => text.Substring(span.Start, span.Length))],
    };
}
