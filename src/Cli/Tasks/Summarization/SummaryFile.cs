using System.Collections;
using System.IO.Compression;
using System.Text.Json;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Tasks.Summarization;

/// <summary>
/// A JSON object in each line: "sentences" or "text", and what there is of "title", "summary" or "summaries", and "labels" (a number for
/// each sentence). Read anew each time it is enumerated.
/// </summary>
internal sealed class SummaryFile : IEnumerable<SummaryRow>
{
    private const string Expected = """{"sentences": ["..."], "summary": "..."}""";

    private SummaryFile(string path) => Path = path;

    public string Path { get; }

    /// <exception cref="FailureException">There is no such file, or it cannot be read.</exception>
    public static SummaryFile Open(string path)
    {
        InputFile.Open(path).Dispose();
        return new SummaryFile(path);
    }

    public IEnumerator<SummaryRow> GetEnumerator()
    {
        using Stream file = InputFile.Open(Path);
        using Stream stream = GzipName.Is(Path) ? new GZipStream(file, CompressionMode.Decompress) : file;
        var lines = new Utf8LineReader(stream, Path);
        while (ReadLine(lines) is { } line)
        {
            yield return Parse(line, fault => DataFault.At(Path, lines.LineNumber, fault, Expected, DataFault.Excerpt(line)));
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private string? ReadLine(Utf8LineReader lines)
    {
        try
        {
            return lines.Read();
        }
        catch (InvalidDataException exception)
        {
            throw new FailureException($"Cannot read '{Path}': it is not a gzip file, or damaged.", exception);
        }
    }

    private static SummaryRow Parse(string line, Func<string, Exception> failure)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            JsonElement row = document.RootElement;
            if (row.ValueKind != JsonValueKind.Object)
            {
                throw failure("the line is not a JSON object");
            }

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
        catch (JsonException exception)
        {
            throw failure($"malformed JSON after byte {exception.BytePositionInLine}");
        }
    }

    private static string? Text(JsonElement row, string name, Func<string, Exception> failure) =>
        !row.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null
            : value.ValueKind == JsonValueKind.String ? value.GetString()
            : throw failure($"\"{name}\" is not a string");

    private static string[]? Texts(JsonElement row, string name, Func<string, Exception> failure) =>
        !row.TryGetProperty(name, out JsonElement values) || values.ValueKind == JsonValueKind.Null ? null
            : values.ValueKind == JsonValueKind.Array && values.EnumerateArray().All(value => value.ValueKind == JsonValueKind.String)
                ? [.. values.EnumerateArray().Select(value => value.GetString()!)]
                : throw failure($"\"{name}\" is not an array of strings");

    private static float[] Numbers(JsonElement row, string name, Func<string, Exception> failure) =>
        !row.TryGetProperty(name, out JsonElement values) || values.ValueKind == JsonValueKind.Null ? []
            : values.ValueKind == JsonValueKind.Array && values.EnumerateArray().All(value => value.ValueKind == JsonValueKind.Number)
                ? [.. values.EnumerateArray().Select(value => value.GetSingle())]
                : throw failure($"\"{name}\" is not an array of numbers");
}
