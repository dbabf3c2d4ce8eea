using System.Text.Json;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Text.Files;

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

        string[]? references = Texts(row, "summaries", failure);
        string? reference = Text(row, "summary", failure);
        if (references is not null && reference is not null && !references.Contains(reference))
        {
            throw failure("there are \"summaries\" and a \"summary\" that is not among them");
        }

        return new SummaryRow
        {
            Text = sentences,
            Title = Text(row, "title", failure) ?? "",
            Reference = references ?? (reference is null ? [] : [reference]),
            Label = labels,
        };
    }

    private static float[] Numbers(JsonElement row, string name, Func<string, Exception> failure)
    {
        if (JsonLine.Find(row, name) is not { } values)
        {
            return [];
        }

        float?[] numbers = values.ValueKind == JsonValueKind.Array ? [.. values.EnumerateArray().Select(Number)] : [null];
        return numbers.Contains(null)
            ? throw failure($"\"{name}\" is not an array of numbers or booleans")
            : [.. numbers.Select(number => number!.Value)];
    }

    private static float? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetSingle(),
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => null,
    };
}
