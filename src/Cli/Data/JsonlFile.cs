using System.Collections;
using System.Text.Json;
using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>A file with a JSON object in each line, read anew each time it is enumerated; none of it is kept.</summary>
/// <param name="file">The file, or the share of it that is read.</param>
/// <param name="reading">How its rows are read.</param>
/// <param name="expected">What a line looks like, for messages.</param>
internal abstract class JsonlFile<TRow>(InputPiece file, ReadingOptions reading, string expected) : IEnumerable<TRow>
    where TRow : class
{
    public string Path => file.Path;

    protected ReadingOptions Reading => reading;

    public IEnumerator<TRow> GetEnumerator()
    {
        using TextSource source = InputFile.OpenSource(file);
        IEnumerable<TRow> rows = LineRows.Read(source, reading.BadRows, (line, number) => JsonLine.IsBlank(line)
            ? null
            : Read(line, fault => DataFault.At(source.Name, source.LineInFile(number), fault, expected, DataFault.Excerpt(line))));
        foreach (TRow row in rows)
        {
            yield return row;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <param name="row">The object of a line.</param>
    /// <param name="failure">Makes the exception that says what is wrong with it.</param>
    protected abstract TRow Parse(JsonElement row, Func<string, Exception> failure);

    /// <summary>A text; null where there is none.</summary>
    protected static string? Text(JsonElement row, string name, Func<string, Exception> failure) =>
        JsonLine.Find(row, name) is not { } value ? null
            : value.ValueKind == JsonValueKind.String ? value.GetString()
            : throw failure($"\"{name}\" is not a string");

    /// <summary>An array of texts; null where there is none.</summary>
    protected static string[]? Texts(JsonElement row, string name, Func<string, Exception> failure) =>
        JsonLine.Find(row, name) is not { } values ? null
            : values.ValueKind == JsonValueKind.Array && values.EnumerateArray().All(value => value.ValueKind == JsonValueKind.String)
                ? [.. values.EnumerateArray().Select(value => value.GetString()!)]
                : throw failure($"\"{name}\" is not an array of strings");

    /// <summary>The row of a line.</summary>
    /// <param name="line">A JSON object.</param>
    /// <param name="failure">Makes the exception that says what is wrong with it.</param>
    public TRow Read(string line, Func<string, Exception> failure) => JsonLine.Parse(line, Parse, failure);
}
