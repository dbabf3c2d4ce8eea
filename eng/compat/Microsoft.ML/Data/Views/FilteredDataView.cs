namespace Microsoft.ML.Data;

/// <summary>Says of rows whether they stay: by one of their columns, or, without a column, by their position.</summary>
internal sealed record RowFilter(DataViewSchema.Column? Column, Func<DataViewRow, Func<bool>> Bind);

internal sealed class FilteredDataView(IDataView source, RowFilter filter) : TransformedDataView(source, source.Schema)
{
    public override bool CanShuffle => filter.Column != null && base.CanShuffle;

    public override long? GetRowCount() => null;

    protected override bool IsParallel(bool[] active) => filter.Column != null;

    protected override IEnumerable<DataViewSchema.Column> Dependencies(bool[] active)
        => Schema.Where(column => active[column.Index] || column.Index == filter.Column?.Index);

    protected override DataViewRowCursor Wrap(DataViewRowCursor input, bool[] active) => new Cursor(input, active, filter.Bind(input));

    private sealed class Cursor(DataViewRowCursor input, bool[] active, Func<bool> accepts) : RootCursor(input.Schema, active)
    {
        public override long Batch => input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        protected override Delegate GetGetterCore(int column) => input.GetGetter(Schema[column]);

        protected override bool MoveNextCore()
        {
            while (input.MoveNext())
            {
                if (accepts())
                {
                    return true;
                }
            }
            return false;
        }

        protected override void DisposeCore() => input.Dispose();
    }
}
