using System.Text.Json;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.Cli.Tasks.Summarization;

/// <summary>
/// Documents with "sentences" or "text", and what there is of "title", "summary" or "summaries", and "labels" (a number for each sentence).
/// A member that is named in place of the text has sentences where it is an array; one in place of the summary is a summary, or an array of
/// summaries or of labels.
/// </summary>
internal sealed class SummaryFile : JsonlFile<SummaryRow>
{
    private readonly TextMarkup _markup;

    private SummaryFile(InputPiece file, ReadingOptions reading, TextMarkup markup)
        : base(file, reading, $$"""{"{{reading.TextColumn ?? "sentences"}}": ["..."], "{{reading.LabelColumn ?? "summary"}}": "..."}""")
    {
        _markup = markup;
    }

    /// <exception cref="FailureException">There is no such file, or it cannot be read.</exception>
    /// <param name="file">The file, or the share of it that is read.</param>
    /// <param name="reading">How its rows are read.</param>
    /// <param name="markup">What is stripped off its texts.</param>
    public static SummaryFile Open(InputPiece file, ReadingOptions reading, TextMarkup markup = TextMarkup.None)
    {
        InputFile.Open(file.Path).Dispose();
        return new SummaryFile(file, reading.ForJsonl(file.Path), markup);
    }

    protected override SummaryRow Parse(JsonElement row, Func<string, Exception> failure)
    {
        string title = Text(row, "title", failure) ?? "";
        SentenceText sentences = ReadSentences(row, title, failure);
        (string[] references, float[] labels) = ReadSummary(row, failure);
        if (labels.Length > 0 && labels.Length != sentences.Spans.Count)
        {
            throw failure($"there are {labels.Length} labels for {sentences.Spans.Count} sentences");
        }

        return new SummaryRow
        {
            Sentences = sentences,
            Title = title,
            Reference = references,
            Label = labels,
            Kept = Reading.Kept.Of(row, Reading.TextColumn is { } named ? [named] : ["sentences", "text"]),
        };
    }

    private SentenceText ReadSentences(JsonElement row, string title, Func<string, Exception> failure)
    {
        string member = Reading.TextColumn ?? "sentences";
        if (JsonLine.Find(row, member) is { ValueKind: JsonValueKind.Array } || (Reading.TextColumn is null && JsonLine.Find(row, member) is not null))
        {
            return SentenceText.Of(Texts(row, member, failure)!, _markup, title);
        }

        string? text = Text(row, Reading.TextColumn ?? "text", failure);
        return text is not null ? SentenceText.Cut(text, _markup, title)
            : Reading.TextColumn is null ? throw failure("there is neither \"sentences\" nor \"text\"")
            : throw failure($"there is no \"{member}\"");
    }

    private (string[] References, float[] Labels) ReadSummary(JsonElement row, Func<string, Exception> failure)
    {
        if (Reading.LabelColumn is { } member)
        {
            return JsonLine.Find(row, member) switch
            {
                { ValueKind: JsonValueKind.Array } values when values.EnumerateArray().Any(value => value.ValueKind == JsonValueKind.String) =>
                    (Texts(row, member, failure)!, []),
                { ValueKind: JsonValueKind.Array } => ([], Numbers(row, member, failure)),
                _ => (Text(row, member, failure) is { } named ? [named] : [], []),
            };
        }

        string[]? references = Texts(row, "summaries", failure);
        string? reference = Text(row, "summary", failure);
        return references is not null && reference is not null && !references.Contains(reference)
            ? throw failure("there are \"summaries\" and a \"summary\" that is not among them")
            : (references ?? (reference is null ? [] : [reference]), Numbers(row, "labels", failure));
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
