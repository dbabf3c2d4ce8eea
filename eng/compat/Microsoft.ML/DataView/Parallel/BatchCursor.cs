namespace Microsoft.ML.Data;

/// <summary>Batches of copied rows as a cursor.</summary>
internal sealed class BatchCursor(DataViewSchema schema, bool[] active, IEnumerable<RowBuffer> batches, Action onDispose) : RootCursor(schema, active)
{
    private readonly IEnumerator<RowBuffer> _batches = batches.GetEnumerator();
    private RowBuffer _batch;
    private int _row;

    public override long Batch => _batch?.Batch ?? -1;

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
    {
        CheckOnRow();
        id = _batch.GetId(_row);
    };

    protected override Delegate GetGetterCore(int column)
        => RowBuffer.CreateGetter(
            Schema[column],
            () =>
            {
                CheckOnRow();
                return _batch;
            },
            () => _row);

    protected override bool MoveNextCore()
    {
        if (_batch != null && ++_row < _batch.Count)
        {
            return true;
        }
        if (!_batches.MoveNext())
        {
            return false;
        }
        _batch = _batches.Current;
        _row = 0;
        return true;
    }

    protected override void DisposeCore() => onDispose();
}
