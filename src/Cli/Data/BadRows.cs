using System.Globalization;
using System.Text.Json;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>
/// Rows that could not be read, kept in a file: a JSON object a row with the file it was in, its line, what is wrong with it, and the row
/// itself. A file that is read several times leaves each of its rows once.
/// </summary>
internal sealed class BadRows(string path) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (long LastLine, long Count)> _files = [];

    // Made for the first row: before that, what was there may be needed or be something else.
    private AtomicFile? _file;

    public long Count => _files.Values.Sum(file => file.Count);

    /// <param name="file">The file that the row is in.</param>
    /// <param name="line">The number of its line, or of its last.</param>
    /// <param name="reason">What is wrong with it; may begin with the place.</param>
    /// <param name="row">The row as it is.</param>
    public void Add(string file, long line, string reason, string row)
    {
        string place = string.Create(CultureInfo.InvariantCulture, $"{file}:{line}: ");
        lock (_lock)
        {
            (long lastLine, long count) = _files.GetValueOrDefault(file);
            if (line <= lastLine)
            {
                // Read before.
                return;
            }

            _files[file] = (line, count + 1);
            _file ??= AtomicFile.Create(path);
            using var json = new Utf8JsonWriter(_file.Stream, new JsonWriterOptions { Encoder = JsonLines.Encoder });
            json.WriteStartObject();
            json.WriteString("file", file);
            json.WriteNumber("line", line);
            json.WriteString("reason", reason.StartsWith(place, StringComparison.Ordinal) ? reason[place.Length..] : reason);
            json.WriteString("row", row);
            json.WriteEndObject();
            json.Flush();
            _file.Stream.Write("\n"u8);
        }
    }

    /// <summary>Puts the file in its place, empty where there are no such rows, and says what is in it.</summary>
    public void Report(TextWriter messages)
    {
        (_file ??= AtomicFile.Create(path)).Commit();
        IEnumerable<string> counts = _files.Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.Value.Count:N0} of '{file.Key}'"));
        messages.WriteLine(Count == 0 ? "Rows skipped: 0." : $"Rows skipped: {string.Join(", ", counts)}. '{path}' says which and why.");
    }

    /// <summary>The same where there are such rows, for a command that fails for another reason, which must not be hidden.</summary>
    public void ReportIfAny(TextWriter messages)
    {
        try
        {
            if (Count > 0)
            {
                Report(messages);
            }
        }
        catch (FailureException exception)
        {
            messages.WriteLine($"cmem: {exception.Message}");
        }
    }

    public void Dispose() => _file?.Dispose();
}
