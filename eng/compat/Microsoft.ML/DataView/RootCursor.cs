using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A cursor that makes its own rows: it counts them and closes itself behind the last one.</summary>
internal abstract class RootCursor(DataViewSchema schema, bool[] active) : DataViewRowCursor
{
    private long _position = -1;
    private bool _disposed;

    public sealed override DataViewSchema Schema => schema;

    public sealed override long Position => _position;

    public override long Batch => 0;

    public sealed override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
    {
        CheckOnRow();
        id = new DataViewRowId((ulong)_position, 0);
    };

    public sealed override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Contracts.CheckParam(active[column.Index], nameof(column), "requested column not active");
        return Getters.Cast<TValue>(GetGetterCore(column.Index), column);
    }

    public sealed override bool MoveNext()
    {
        if (_disposed)
        {
            return false;
        }
        if (MoveNextCore())
        {
            _position++;
            return true;
        }
        Dispose();
        return false;
    }

    protected abstract Delegate GetGetterCore(int column);

    protected abstract bool MoveNextCore();

    protected virtual void DisposeCore()
    {
    }

    protected void CheckOnRow()
        => Contracts.Check(_position >= 0, "Values cannot be fetched at this time. This method was called either before the first call to MoveNext, or at any point after that method returned false.");

    protected sealed override void Dispose(bool disposing)
    {
        if (!_disposed)
        {
            _disposed = true;
            _position = -1;
            DisposeCore();
        }
    }
}
