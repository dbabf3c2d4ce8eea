namespace Microsoft.ML.Data;

/// <summary>A run of the rows of another view. Which rows these are depends on their order, so they are read by one cursor and never shuffled.</summary>
internal sealed class SkipTakeDataView(IDataView source, long skip, long take) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount() is { } count ? Math.Clamp(count - skip, 0, take) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
        => new Cursor(source.GetRowCursor(columnsNeeded), Schema.Activate(columnsNeeded), skip, take);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => [GetRowCursor(columnsNeeded)];

    private sealed class Cursor(DataViewRowCursor input, bool[] active, long skip, long take) : RootCursor(input.Schema, active)
    {
        private long _taken;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        protected override Delegate GetGetterCore(int column) => input.GetGetter(Schema[column]);

        protected override bool MoveNextCore()
        {
            for (; _taken == 0 && skip > 0; skip--)
            {
                if (!input.MoveNext())
                {
                    return false;
                }
            }
            return _taken++ < take && input.MoveNext();
        }

        protected override void DisposeCore() => input.Dispose();
    }
}
