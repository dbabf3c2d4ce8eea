using System.Globalization;
using System.Text.Json;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>
/// Rows that could not be read, kept in a file: a JSON object a row with the file it was in, its line, what is wrong with it, and the row
/// itself. A file that is read several times leaves each of its rows once.
/// </summary>
/// <param name="path">The file for them.</param>
/// <param name="limit">How many there may be; null is any number.</param>
internal sealed class BadRows(string path, BadRowLimit? limit = null) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Counts> _files = [];
    private long _bad;
    private long _good;

    // Made for the first row: before that, what was there may be needed or be something else.
    private AtomicFile? _file;

    public long Count => _bad;

    /// <param name="file">The file that the row is in.</param>
    /// <param name="line">The number of its line, or of its last.</param>
    /// <param name="reason">What is wrong with it; may begin with the place.</param>
    /// <param name="row">The row as it is.</param>
    /// <exception cref="FailureException">There are more than there may be.</exception>
    public void Add(string file, long line, string reason, string row)
    {
        string place = string.Create(CultureInfo.InvariantCulture, $"{file}:{line}: ");
        lock (_lock)
        {
            Counts counts = CountsOf(file);
            if (line <= counts.LastBadLine)
            {
                // Read before; who has caught that there are too many is told again.
                limit?.CheckOnTheWay(_bad, _good);
                return;
            }

            counts.LastBadLine = line;
            counts.Bad++;
            _bad++;
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
            limit?.CheckOnTheWay(_bad, _good);
        }
    }

    /// <summary>Notes a row that could be read.</summary>
    /// <param name="file">The file that it is in.</param>
    /// <param name="number">How many of the file's rows could be read, with this one.</param>
    public void CountGood(string file, long number)
    {
        lock (_lock)
        {
            Counts counts = CountsOf(file);
            if (number > counts.Good)
            {
                counts.Good = number;
                _good++;
            }
        }
    }

    /// <summary>Tells whether all that was read has too many of them.</summary>
    /// <exception cref="FailureException">There are more than there may be.</exception>
    public void CheckLimit() => limit?.Check(_bad, _good);

    /// <summary>Puts the file in its place, empty where there are no such rows, and says what is in it.</summary>
    public void Report(TextWriter messages)
    {
        (_file ??= AtomicFile.Create(path)).Commit();
        IEnumerable<string> counts = _files.Where(file => file.Value.Bad > 0)
            .Select(file => string.Create(CultureInfo.InvariantCulture, $"{file.Value.Bad:N0} of '{file.Key}'"));
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

    private Counts CountsOf(string file)
    {
        if (!_files.TryGetValue(file, out Counts? counts))
        {
            _files.Add(file, counts = new Counts());
        }

        return counts;
    }

    private sealed class Counts
    {
        public long LastBadLine { get; set; }

        public long Bad { get; set; }

        public long Good { get; set; }
    }
}
