namespace Microsoft.ML.Data;

/// <summary>A cursor that moves with another one and has columns of its own beside those of the other.</summary>
internal abstract class WrappingCursor(DataViewRowCursor input, DataViewSchema schema, bool[] active) : DataViewRowCursor
{
    public sealed override DataViewSchema Schema => schema;

    public override long Position => input.Position;

    public override long Batch => input.Batch;

    protected DataViewRowCursor Input => input;

    public sealed override bool IsColumnActive(DataViewSchema.Column column) => active[column.Index];

    public sealed override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

    public sealed override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Getters.CheckActive(active[column.Index], column);
        return GetGetterCore<TValue>(column);
    }

    public override bool MoveNext() => input.MoveNext();

    protected abstract ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            input.Dispose();
        }
    }
}
