using System.Text.Json;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Tasks.Summarization;

/// <summary>
/// Documents with "sentences" or "text", and what there is of "title", "summary" or "summaries", and "labels" (a number for each sentence).
/// </summary>
internal sealed class SummaryFile : JsonlFile<SummaryRow>
{
    private SummaryFile(string path)
        : base(path, """{"sentences": ["..."], "summary": "..."}""")
    {
    }

    /// <exception cref="FailureException">There is no such file, or it cannot be read.</exception>
    public static SummaryFile Open(string path)
    {
        InputFile.Open(path).Dispose();
        return new SummaryFile(path);
    }

    protected override SummaryRow Parse(JsonElement row, Func<string, Exception> failure)
    {
        string[] sentences = Texts(row, "sentences", failure)
            ?? (Text(row, "text", failure) is { } text
                ? SummaryRow.OfText(text).Text
                : throw failure("there is neither \"sentences\" nor \"text\""));
        float[] labels = Numbers(row, "labels", failure);
        if (labels.Length > 0 && labels.Length != sentences.Length)
        {
            throw failure($"there are {labels.Length} labels for {sentences.Length} sentences");
        }

        return new SummaryRow
        {
            Text = sentences,
            Title = Text(row, "title", failure) ?? "",
            Reference = Texts(row, "summaries", failure) ?? (Text(row, "summary", failure) is { } summary ? [summary] : []),
            Label = labels,
        };
    }

    private static float[] Numbers(JsonElement row, string name, Func<string, Exception> failure) =>
        !row.TryGetProperty(name, out JsonElement values) || values.ValueKind == JsonValueKind.Null ? []
            : values.ValueKind == JsonValueKind.Array && values.EnumerateArray().All(value => value.ValueKind == JsonValueKind.Number)
                ? [.. values.EnumerateArray().Select(value => value.GetSingle())]
                : throw failure($"\"{name}\" is not an array of numbers");
}
