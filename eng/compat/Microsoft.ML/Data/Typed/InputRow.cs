using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>One row object at a time as a row of a data view.</summary>
internal sealed class InputRow<TRow> : DataViewRow
    where TRow : class
{
    private readonly Delegate[] _getters;
    private TRow _current;
    private long _position = -1;

    public InputRow(SchemaDefinition definition)
    {
        var columns = TypedSchema.Create(typeof(TRow), definition, SchemaDefinition.Direction.Read);
        Schema = columns.ToSchema();
        _getters = Array.ConvertAll(columns, column => MemberGetter.Create(column.Member, column.Type, () => _current));
    }

    public override DataViewSchema Schema { get; }

    public override long Position => _position;

    public override long Batch => 0;

    public void Set(TRow row)
    {
        _current = Contracts.CheckValue(row);
        _position++;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => true;

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => Getters.Cast<TValue>(_getters[column.Index], column);
}
