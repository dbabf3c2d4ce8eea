using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet.Batching;

/// <summary>A cursor over the transformed data of which only columns of the source are read: nothing is looked ahead or computed.</summary>
internal sealed class PassingCursor(TextRowMapper mapper, DataViewRowCursor source, DataViewSchema.Column[] columns) : DataViewRowCursor
{
    private readonly HashSet<int> _active = [.. columns.Select(column => column.Index)];

    public override DataViewSchema Schema => mapper.OutputSchema;

    public override long Position => source.Position;

    public override long Batch => source.Batch;

    public override bool MoveNext() => source.MoveNext();

    public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        IsColumnActive(column)
            ? source.GetGetter<TValue>(mapper.InputSchema[column.Index])
            : Getters.Cast<TValue>(null, column);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }
}
