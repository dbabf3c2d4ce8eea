using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Some columns of an input schema, by their indices, in a new order.</summary>
internal sealed class ColumnSelection : IRowToRowMapper
{
    private readonly int[] _inputs;

    public ColumnSelection(DataViewSchema inputSchema, int[] inputs)
    {
        _inputs = inputs;
        InputSchema = inputSchema;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(inputs.Select(index => inputSchema[index]));
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var active = OutputSchema.Activate(dependingColumns);
        var needed = _inputs.Where((_, output) => active[output]).ToHashSet();
        return InputSchema.Where(column => needed.Contains(column.Index));
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) => new Row(this, Contracts.CheckValue(input));

    private DataViewSchema.Column InputOf(DataViewSchema.Column column) => InputSchema[_inputs[column.Index]];

    /// <summary>Reading on several threads is left to the source.</summary>
    internal sealed class View(ColumnSelection selection, IDataView source) : IDataView
    {
        public bool CanShuffle => source.CanShuffle;

        public DataViewSchema Schema => selection.OutputSchema;

        public long? GetRowCount() => source.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
            => new Cursor(selection, source.GetRowCursor(selection.GetDependencies(columnsNeeded), rand), Schema.Activate(columnsNeeded));

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        {
            var active = Schema.Activate(columnsNeeded);
            return Array.ConvertAll(
                source.GetRowCursorSet(selection.GetDependencies(columnsNeeded), n, rand),
                input => (DataViewRowCursor)new Cursor(selection, input, active));
        }
    }

    private sealed class Cursor(ColumnSelection selection, DataViewRowCursor input, bool[] active) : WrappingCursor(input, selection.OutputSchema, active)
    {
        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) => Input.GetGetter<TValue>(selection.InputOf(column));
    }

    private sealed class Row(ColumnSelection selection, DataViewRow input) : DataViewRow
    {
        public override DataViewSchema Schema => selection.OutputSchema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => input.IsColumnActive(selection.InputOf(column));

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => input.GetGetter<TValue>(selection.InputOf(column));

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                input.Dispose();
            }
        }
    }
}
