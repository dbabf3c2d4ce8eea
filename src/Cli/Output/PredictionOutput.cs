using System.Globalization;
using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>Where predictions go: files or standard output, row by row.</summary>
/// <param name="format">How they are written.</param>
/// <param name="keptNames">The columns of the input that tables have; lines have what comes with a row.</param>
internal abstract class PredictionOutput(PredictionFormat format, IReadOnlyList<string> keptNames) : IDisposable
{
    private readonly SwitchedWriter _text = new();
    private PredictionTable? _table;
    private OutputFile? _file;
    private bool _hasBegun;

    public PredictionFormat Format => format;

    /// <summary>For lines of text.</summary>
    public TextWriter Text => _text;

    /// <summary>The rows that have been written, those of an earlier run among them.</summary>
    public long Rows { get; protected set; }

    /// <summary>Takes the number of each row; null where nobody asks.</summary>
    public Action<long>? Progress { get; set; }

    /// <summary>How many rows have been written to the file that is open.</summary>
    protected long RowsOfFile { get; private set; }

    /// <summary>The most rows of a file.</summary>
    protected virtual long MostRowsOfFile => long.MaxValue;

    /// <summary>The table that the predictions are, in a format that is one.</summary>
    /// <param name="predicted">The columns after those of the input.</param>
    public PredictionTable Table(params IEnumerable<TableColumn> predicted) =>
        _table = format == PredictionFormat.Parquet ? new ParquetTable(keptNames, predicted) : new CsvTable(keptNames, predicted, _text);

    /// <summary>The rows without those that an earlier run has written.</summary>
    public IEnumerable<T> Remaining<T>(IEnumerable<T> rows)
    {
        long number = 0;
        long written = Rows;
        foreach (T row in rows)
        {
            if (++number > written)
            {
                yield return row;
            }
        }

        if (number < written)
        {
            throw new FailureException(string.Create(
                CultureInfo.InvariantCulture, $"The input has {number:N0} rows, fewer than the {written:N0} of an earlier run: leave --resume out."));
        }
    }

    /// <summary>Begins the next row, and the next file where one is full.</summary>
    /// <returns>The row's number, from 1.</returns>
    public long NextRow()
    {
        if (RowsOfFile == MostRowsOfFile)
        {
            EndFile();
        }

        if (!_hasBegun)
        {
            BeginFile();
        }

        RowsOfFile++;
        Rows++;
        Progress?.Invoke(Rows);
        return Rows;
    }

    /// <summary>Shows what has been written where somebody waits for it.</summary>
    public virtual void Flush()
    {
    }

    /// <summary>Puts all that was written in its place.</summary>
    public virtual void Complete()
    {
        if (!_hasBegun && NeedsFile)
        {
            BeginFile();
        }

        if (_hasBegun)
        {
            EndFile();
        }
    }

    public void Dispose() => _file?.Dispose();

    /// <summary>Whether there is no file yet, without which no rows could not be told from no run.</summary>
    protected virtual bool NeedsFile => true;

    /// <summary>Opens the next file; null is standard output.</summary>
    protected abstract OutputFile? Open();

    /// <summary>Notes that a file is in its place.</summary>
    protected virtual void Close()
    {
    }

    /// <summary>Where text goes that goes to no file.</summary>
    protected virtual TextWriter StandardOutput => TextWriter.Null;

    private void BeginFile()
    {
        _file = Open();
        _text.Target = _file?.Text ?? StandardOutput;
        _table?.Begin(_file);
        _hasBegun = true;
        RowsOfFile = 0;
    }

    private void EndFile()
    {
        _table?.End();
        _file?.Commit();
        _file = null;
        _hasBegun = false;
        Close();
        RowsOfFile = 0;
    }
}
