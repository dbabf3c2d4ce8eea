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
    private readonly TextMarkup _markup;

    private SummaryFile(string path, TextMarkup markup)
        : base(path, """{"sentences": ["..."], "summary": "..."}""")
    {
        _markup = markup;
    }

    /// <param name="path">The file; one whose name ends in .gz is read compressed.</param>
    /// <param name="markup">What is stripped off its texts.</param>
    /// <exception cref="FailureException">There is no such file, or it cannot be read.</exception>
    public static SummaryFile Open(string path, TextMarkup markup = TextMarkup.None)
    {
        InputFile.Open(path).Dispose();
        return new SummaryFile(path, markup);
    }

    protected override SummaryRow Parse(JsonElement row, Func<string, Exception> failure)
    {
        string title = Text(row, "title", failure) ?? "";
        SentenceText sentences = Texts(row, "sentences", failure) is { } given ? SentenceText.Of(given, _markup, title)
            : Text(row, "text", failure) is { } text ? SentenceText.Cut(text, _markup, title)
            : throw failure("there is neither \"sentences\" nor \"text\"");
        float[] labels = Numbers(row, "labels", failure);
        if (labels.Length > 0 && labels.Length != sentences.Spans.Count)
        {
            throw failure($"there are {labels.Length} labels for {sentences.Spans.Count} sentences");
        }

        string[]? references = Texts(row, "summaries", failure);
        string? reference = Text(row, "summary", failure);
        if (references is not null && reference is not null && !references.Contains(reference))
        {
            throw failure("there are \"summaries\" and a \"summary\" that is not among them");
        }

        return new SummaryRow
        {
            Sentences = sentences,
            Title = title,
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
