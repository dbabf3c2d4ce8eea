using System.Diagnostics;
using System.Globalization;

namespace ContextMemory.MLNet.Cli.Progress;

/// <summary>Tells a person at a terminal how many rows are done, how fast it goes and how long it will take; elsewhere nothing.</summary>
/// <param name="terminal">Where it is told.</param>
/// <param name="bytes">How much there is to read; null where that is not known.</param>
internal sealed class RowProgress(Terminal terminal, long? bytes) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    private readonly TextWriter? _output = terminal.ErrorIsTerminal ? terminal.StandardError : null;
    private long _read;
    private long _start;
    private long _lastLine;
    private long _rowsBefore;
    private long _readBefore;
    private long _rows;
    private int _length;

    /// <summary>Notes that so many bytes have been read, on any thread.</summary>
    public void CountRead(long count) => Interlocked.Add(ref _read, count);

    /// <summary>Notes that a row is done.</summary>
    /// <param name="row">Its number, from 1.</param>
    public void Report(long row)
    {
        if (_output is null)
        {
            return;
        }

        _rows = row;
        if (_start == 0)
        {
            // What an earlier run has done says nothing of the speed.
            _start = _lastLine = Stopwatch.GetTimestamp();
            _rowsBefore = row - 1;
            _readBefore = Interlocked.Read(ref _read);
        }
        else if (Stopwatch.GetElapsedTime(_lastLine) >= Interval)
        {
            _lastLine = Stopwatch.GetTimestamp();
            Show(Line());
        }
    }

    /// <summary>Leaves the last line on the terminal.</summary>
    public void Dispose()
    {
        if (_length > 0)
        {
            Show(Line());
            _output!.WriteLine();
        }
    }

    private string Line()
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_start);
        string text = string.Create(CultureInfo.InvariantCulture, $"{_rows:N0} rows, {(_rows - _rowsBefore) / elapsed.TotalSeconds:N0} rows/s");
        long read = Interlocked.Read(ref _read);
        if (bytes is not > 0 || read <= _readBefore)
        {
            return text;
        }

        TimeSpan left = elapsed * ((double)(bytes.Value - read) / (read - _readBefore));
        return text + string.Create(CultureInfo.InvariantCulture, $", {100.0 * read / bytes.Value:F0}%, {Duration.Text(left)} left");
    }

    private void Show(string line)
    {
        _output!.Write($"\r{line.PadRight(_length)}");
        _output.Flush();
        _length = line.Length;
    }
}
