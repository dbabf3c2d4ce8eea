using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A column that a transformer adds: what it is, which columns of the input it is made of, and how its getter is made.</summary>
internal sealed record AddedColumn(DataViewSchema.DetachedColumn Column, int[] Inputs, Func<DataViewRow, Delegate> MakeGetter);

/// <summary>
/// The columns of an input schema with those that a transformer adds: behind the column that it hides, or else at the end.
/// </summary>
internal sealed class RowMapper : IRowToRowMapper
{
    private readonly AddedColumn[] _added;
    private readonly Origin[] _origins;

    public RowMapper(DataViewSchema inputSchema, AddedColumn[] added)
    {
        _added = added;
        InputSchema = inputSchema;
        var columns = inputSchema.Select(column => (Column: new DataViewSchema.DetachedColumn(column), Origin: new Origin(column.Index, IsAdded: false))).ToList();
        for (int i = 0; i < added.Length; i++)
        {
            int hidden = columns.FindLastIndex(entry => entry.Column.Name == added[i].Column.Name);
            columns.Insert(hidden >= 0 ? hidden + 1 : columns.Count, (added[i].Column, new Origin(i, IsAdded: true)));
        }
        _origins = columns.Select(entry => entry.Origin).ToArray();
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(columns.Select(entry => entry.Column));
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
        => GetDependencies(OutputSchema.Activate(dependingColumns));

    public IEnumerable<DataViewSchema.Column> GetDependencies(bool[] active)
    {
        var needed = new bool[InputSchema.Count];
        foreach (var origin in _origins.Where((_, output) => active[output]))
        {
            foreach (int input in origin.IsAdded ? _added[origin.Index].Inputs : [origin.Index])
            {
                needed[input] = true;
            }
        }
        return InputSchema.Where(column => needed[column.Index]);
    }

    public bool AddsAny(bool[] active) => _origins.Where((origin, output) => origin.IsAdded && active[output]).Any();

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        Contracts.CheckValue(input);
        Contracts.Check(input.Schema == InputSchema, "Schema of input row must be the same as the schema the mapper is bound to");
        return new Row(this, input, MakeGetters(input, OutputSchema.Activate(activeColumns)));
    }

    public DataViewRowCursor GetCursor(DataViewRowCursor input, bool[] active) => new Cursor(this, input, active);

    /// <summary>One getter for each active added column, at the column's place in the output.</summary>
    private Delegate[] MakeGetters(DataViewRow input, bool[] active)
        => _origins.Select((origin, output) => origin.IsAdded && active[output] ? _added[origin.Index].MakeGetter(input) : null).ToArray();

    private ValueGetter<TValue> GetGetter<TValue>(DataViewRow input, Delegate[] getters, DataViewSchema.Column column)
    {
        var origin = _origins[column.Index];
        return origin.IsAdded ? Getters.Cast<TValue>(getters[column.Index], column) : input.GetGetter<TValue>(InputSchema[origin.Index]);
    }

    private readonly record struct Origin(int Index, bool IsAdded);

    private sealed class Row(RowMapper mapper, DataViewRow input, Delegate[] getters) : DataViewRow
    {
        public override DataViewSchema Schema => mapper.OutputSchema;

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column)
        {
            var origin = mapper._origins[column.Index];
            return origin.IsAdded ? getters[column.Index] != null : input.IsColumnActive(mapper.InputSchema[origin.Index]);
        }

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Getters.CheckActive(IsColumnActive(column), column);
            return mapper.GetGetter<TValue>(input, getters, column);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                input.Dispose();
            }
        }
    }

    private sealed class Cursor(RowMapper mapper, DataViewRowCursor input, bool[] active) : WrappingCursor(input, mapper.OutputSchema, active)
    {
        private readonly Delegate[] _getters = mapper.MakeGetters(input, active);

        protected override ValueGetter<TValue> GetGetterCore<TValue>(DataViewSchema.Column column) => mapper.GetGetter<TValue>(Input, _getters, column);
    }
}

internal sealed class MappedDataView(RowMapper mapper, IDataView source) : TransformedDataView(source, mapper.OutputSchema)
{
    public override long? GetRowCount() => Source.GetRowCount();

    protected override bool IsWorthSplitting(bool[] active) => mapper.AddsAny(active);

    protected override IEnumerable<DataViewSchema.Column> Dependencies(bool[] active) => mapper.GetDependencies(active);

    protected override DataViewRowCursor Wrap(DataViewRowCursor input, bool[] active) => mapper.GetCursor(input, active);
}
