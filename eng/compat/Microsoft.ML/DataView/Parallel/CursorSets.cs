namespace Microsoft.ML.Data;

/// <summary>Makes several cursors of one, for several threads, and one of several, in the order of their batches.</summary>
internal static class CursorSets
{
    private const int RowsInSplitBatch = 128;

    /// <summary>How many cursors a view asks its source for.</summary>
    public static int ThreadCount => Math.Max(2, Environment.ProcessorCount - 1);

    public static DataViewRowCursor[] Split(DataViewRowCursor input, int n)
    {
        var active = ActiveColumns(input);
        if (n <= 1 || !IsCacheable(input))
        {
            return [input];
        }
        var schema = input.Schema;
        var reader = new BatchReader(input, active, RowsInSplitBatch);
        int open = n;
        void Close()
        {
            if (Interlocked.Decrement(ref open) == 0)
            {
                reader.Dispose();
            }
        }
        return Enumerable.Range(0, n).Select(_ => new BatchCursor(schema, active, reader.TakeBatches(), Close)).ToArray<DataViewRowCursor>();
    }

    public static DataViewRowCursor Consolidate(DataViewRowCursor[] inputs)
    {
        if (inputs.Length == 1)
        {
            return inputs[0];
        }
        var active = ActiveColumns(inputs[0]);
        var readers = Array.ConvertAll(inputs, input => new BatchReader(input, active));
        return new BatchCursor(inputs[0].Schema, active, InOrder(readers), () => Array.ForEach(readers, reader => reader.Dispose()));
    }

    // Each reader's batches come in order, so the next one of all is among the first ones of each.
    private static IEnumerable<RowBuffer> InOrder(BatchReader[] readers)
    {
        var waiting = new PriorityQueue<IEnumerator<RowBuffer>, long>();
        void Wait(IEnumerator<RowBuffer> batches)
        {
            if (batches.MoveNext())
            {
                waiting.Enqueue(batches, batches.Current.Batch);
            }
        }
        foreach (var reader in readers)
        {
            Wait(reader.TakeBatches().GetEnumerator());
        }
        while (waiting.TryDequeue(out var batches, out _))
        {
            yield return batches.Current;
            Wait(batches);
        }
    }

    public static bool IsCacheable(DataViewRow row) => row.Schema.All(column => !row.IsColumnActive(column) || column.Type.IsCacheable());

    private static bool[] ActiveColumns(DataViewRow row) => row.Schema.Select(row.IsColumnActive).ToArray();
}
