using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet.Batching;

/// <summary>The transformed data: nothing is computed until a cursor moves.</summary>
internal sealed class LookAheadDataView(TextRowMapper mapper, IDataView source) : IDataView
{
    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => mapper.OutputSchema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        return Wrap(source.GetRowCursor(mapper.GetDependencies(columns), rand), columns, mapper.Transformer.ThreadCount);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        DataViewRowCursor[] cursors = source.GetRowCursorSet(mapper.GetDependencies(columns), n, rand);
        int threads = Math.Max(1, mapper.Transformer.ThreadCount / cursors.Length);
        return Array.ConvertAll(cursors, cursor => Wrap(cursor, columns, threads));
    }

    private DataViewRowCursor Wrap(DataViewRowCursor cursor, DataViewSchema.Column[] columns, int threads) =>
        columns.Any(mapper.IsAdded)
            ? new LookAheadCursor(mapper, cursor, columns, threads)
            : new PassingCursor(mapper, cursor, columns);
}
