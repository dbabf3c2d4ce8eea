using ContextMemory.MLNet.Hosting;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet.Batching;

/// <summary>The transformed data: nothing is computed until a cursor moves.</summary>
internal sealed class LookAheadDataView(TextRowMapper mapper, IDataView source)
    : TransformedDataView(source, mapper.Transformer.GetType().Name)
{
    public override bool CanShuffle => Source.CanShuffle;

    public override DataViewSchema Schema => mapper.OutputSchema;

    public override long? GetRowCount() => Source.GetRowCount();

    public override DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        return Wrap(Source.GetRowCursor(mapper.GetDependencies(columns), rand), columns, mapper.Transformer.ThreadCount);
    }

    public override DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        DataViewSchema.Column[] columns = [.. columnsNeeded];
        DataViewRowCursor[] cursors = Source.GetRowCursorSet(mapper.GetDependencies(columns), n, rand);
        int threads = Math.Max(1, mapper.Transformer.ThreadCount / cursors.Length);
        return Array.ConvertAll(cursors, cursor => Wrap(cursor, columns, threads));
    }

    private DataViewRowCursor Wrap(DataViewRowCursor cursor, DataViewSchema.Column[] columns, int threads) =>
        columns.Any(mapper.IsAdded)
            ? new LookAheadCursor(mapper, cursor, columns, threads)
            : new PassingCursor(mapper, cursor, columns);
}
