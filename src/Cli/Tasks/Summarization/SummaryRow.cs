using ContextMemory.MLNet.Cli.Data;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet.Cli.Tasks.Summarization;

/// <summary>A document as ML.NET reads it: the public properties are the columns.</summary>
internal sealed class SummaryRow
{
    /// <summary>The sentences, and where they are in the text.</summary>
    internal SentenceText Sentences { get; init; } = SentenceText.Of([], TextMarkup.None);

    /// <summary>The sentences as they stand in the text: who learns from them strips their markup.</summary>
    public string[] Text
    {
        get => [.. Sentences.Marked];
        init => Sentences = SentenceText.Of(value, TextMarkup.None);
    }

    public string Title { get; set; } = "";

    public string[] Reference { get; set; } = [];

    public float[] Label { get; set; } = [];

    /// <summary>What goes with the row to what is written of it.</summary>
    [NoColumn]
    public IReadOnlyList<KeptColumn> Kept { get; set; } = [];
}
