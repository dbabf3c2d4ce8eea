namespace Microsoft.ML.Data;

/// <summary>Copies of rows: the active columns and the row ids.</summary>
internal sealed class RowBuffer
{
    private readonly ColumnBuffer[] _columns;
    private readonly ColumnBuffer<DataViewRowId> _ids;

    public RowBuffer(DataViewRow source, bool[] active)
    {
        _columns = source.Schema.Select(column => active[column.Index] ? ColumnBuffer.Create(source, column) : null).ToArray();
        _ids = new ColumnBuffer<DataViewRowId>(source.GetIdGetter());
    }

    private RowBuffer(RowBuffer taken)
    {
        _columns = Array.ConvertAll(taken._columns, column => column?.Take());
        _ids = taken._ids.Take();
        Count = taken.Count;
    }

    public int Count { get; private set; }

    /// <summary>The number of the batch that the rows are, which gives the order of the batches.</summary>
    public long Batch { get; private init; }

    public static Delegate CreateGetter(DataViewSchema.Column column, Func<RowBuffer> buffer, Func<int> index)
        => ColumnBuffer.CreateGetter(column, () => buffer()._columns[column.Index], index);

    public DataViewRowId GetId(int index) => _ids[index];

    /// <summary>Copies the source's current row to the given place, which is one of those held or the next one.</summary>
    public void Fill(int index)
    {
        foreach (var column in _columns)
        {
            column?.Fill(index);
        }
        _ids.Fill(index);
        Count = Math.Max(Count, index + 1);
    }

    /// <summary>Hands over the rows held as a batch; this buffer begins anew.</summary>
    public RowBuffer Take(long batch)
    {
        var taken = new RowBuffer(this) { Batch = batch };
        Count = 0;
        return taken;
    }
}
