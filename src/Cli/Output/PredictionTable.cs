using System.Text.Json;
using ContextMemory.MLNet.Cli.Data;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>
/// Predictions as a table: the number of the row, what is kept of the input, and what was predicted. What an input row has not is empty. A kept column that has the
/// name of another is numbered: label.2.
/// </summary>
internal abstract class PredictionTable
{
    private readonly string[] _kept;
    private readonly object?[] _values;

    /// <param name="kept">The names of the columns that are kept of the input.</param>
    /// <param name="predicted">The columns that are predicted.</param>
    protected PredictionTable(IReadOnlyList<string> kept, IEnumerable<TableColumn> predicted)
    {
        _kept = [.. kept];
        TableColumn[] own = [TableColumn.Count("row"), .. predicted];

        // Two columns of a table cannot have one name: what is predicted keeps its own.
        string[] names = ColumnNames.Distinct([.. own.Select(column => column.Name), .. kept]);
        Columns = [own[0], .. names[own.Length..].Select(TableColumn.Text), .. own[1..]];
        _values = new object?[Columns.Count];
    }

    protected IReadOnlyList<TableColumn> Columns { get; }

    /// <summary>Begins a file.</summary>
    /// <param name="file">The file; null is standard output.</param>
    public abstract void Begin(OutputFile? file);

    /// <summary>Ends what <see cref="Begin"/> has begun.</summary>
    public abstract void End();

    /// <param name="row">The number of the row, from 1.</param>
    /// <param name="kept">What goes with it from the input.</param>
    /// <param name="predicted">A value for each predicted column.</param>
    public void Write(long row, IReadOnlyList<KeptColumn> kept, params ReadOnlySpan<object> predicted)
    {
        _values[0] = row;
        for (int i = 0; i < _kept.Length; i++)
        {
            _values[1 + i] = Find(kept, _kept[i]);
        }

        predicted.CopyTo(_values.AsSpan(1 + _kept.Length)!);
        Write(_values);
    }

    /// <param name="values">A value for each column; null is none.</param>
    public abstract void Write(ReadOnlySpan<object?> values);

    private static string? Find(IReadOnlyList<KeptColumn> kept, string name)
    {
        foreach (KeptColumn column in kept)
        {
            if (column.Name == name)
            {
                return column.IsMissing || column.Json is { ValueKind: JsonValueKind.Null } ? null : column.Text;
            }
        }

        return null;
    }
}
