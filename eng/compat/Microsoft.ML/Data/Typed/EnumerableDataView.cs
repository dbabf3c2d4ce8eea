using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Row objects as a data view. Each cursor enumerates them anew.</summary>
internal sealed class EnumerableDataView<TRow>(IEnumerable<TRow> rows, TypedColumn[] columns) : IDataView
    where TRow : class
{
    public bool CanShuffle => false;

    public DataViewSchema Schema { get; } = columns.ToSchema();

    public long? GetRowCount() => (rows as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
        => new Cursor(Schema, Schema.Activate(columnsNeeded), columns, rows.GetEnumerator());

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : RootCursor
    {
        private readonly IEnumerator<TRow> _rows;
        private readonly Delegate[] _getters;

        public Cursor(DataViewSchema schema, bool[] active, TypedColumn[] columns, IEnumerator<TRow> rows)
            : base(schema, active)
        {
            _rows = rows;
            _getters = columns.Select((column, i) => active[i] ? MemberGetter.Create(column.Member, column.Type, () => _rows.Current) : null).ToArray();
        }

        protected override Delegate GetGetterCore(int column) => _getters[column];

        protected override bool MoveNextCore()
        {
            if (!_rows.MoveNext())
            {
                return false;
            }
            Contracts.Check(_rows.Current != null, "Encountered null when iterating over data, this is not supported.");
            return true;
        }

        protected override void DisposeCore() => _rows.Dispose();
    }
}
