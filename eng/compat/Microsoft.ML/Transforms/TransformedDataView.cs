namespace Microsoft.ML.Data;

/// <summary>
/// A view over another one that is read on several threads where the source allows it: what ML.NET's own transforms and filters do.
/// </summary>
internal abstract class TransformedDataView(IDataView source, DataViewSchema schema) : IDataView
{
    public virtual bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => schema;

    protected IDataView Source => source;

    public abstract long? GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var active = schema.Activate(columnsNeeded);
        var shuffling = CanShuffle ? rand : null;
        if (IsParallel(active) && schema.All(column => !active[column.Index] || column.Type.IsCacheable()))
        {
            return CursorSets.Consolidate(GetCursors(active, CursorSets.ThreadCount, shuffling));
        }
        return Wrap(source.GetRowCursor(Dependencies(active), shuffling), active);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => GetCursors(schema.Activate(columnsNeeded), n, CanShuffle ? rand : null);

    /// <summary>Whether rows may be computed side by side: not where each depends on the ones before it.</summary>
    protected virtual bool IsParallel(bool[] active) => true;

    /// <summary>Whether computing a row is worth the distribution of a lone cursor's rows to several threads.</summary>
    protected virtual bool IsWorthSplitting(bool[] active) => false;

    protected abstract IEnumerable<DataViewSchema.Column> Dependencies(bool[] active);

    protected abstract DataViewRowCursor Wrap(DataViewRowCursor input, bool[] active);

    private DataViewRowCursor[] GetCursors(bool[] active, int n, Random rand)
    {
        var needed = Dependencies(active);
        if (!IsParallel(active))
        {
            return [Wrap(source.GetRowCursor(needed, rand), active)];
        }
        var inputs = source.GetRowCursorSet(needed, n, rand);
        if (inputs.Length == 1 && IsWorthSplitting(active))
        {
            inputs = CursorSets.Split(inputs[0], n);
        }
        return Array.ConvertAll(inputs, input => Wrap(input, active));
    }
}
