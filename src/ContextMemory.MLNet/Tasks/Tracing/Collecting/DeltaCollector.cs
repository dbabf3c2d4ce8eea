using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tasks.Tracing.Collecting;

/// <summary>What the heads of an associative memory write and find.</summary>
internal sealed class DeltaCollector(TraceOptions options, int heads, int headSize) : LayerCollector
{
    private readonly DeltaHeadCollector[] _heads = [.. Enumerable.Range(0, heads).Select(_ => new DeltaHeadCollector(options, headSize))];

    /// <param name="token">The token of the first row.</param>
    /// <param name="gates">[rows x heads].</param>
    /// <param name="queries">[rows x heads * head size].</param>
    /// <param name="keys">[rows x heads * head size].</param>
    /// <param name="errors">[rows x heads * head size].</param>
    public void Add(int token, Matrix gates, Matrix queries, Matrix keys, Matrix errors)
    {
        for (int row = 0; row < gates.Rows; row++)
        {
            for (int head = 0; head < heads; head++)
            {
                int first = head * headSize;
                _heads[head].Add(
                    token + row,
                    gates[row, head],
                    queries.Row(row).Slice(first, headSize),
                    keys.Row(row).Slice(first, headSize),
                    errors.Row(row).Slice(first, headSize));
            }
        }
    }

    public override LayerTrace Finish(int layer, TokenTexts texts) =>
        new DeltaMemoryTrace { Layer = layer, Heads = [.. _heads.Select((head, i) => head.Finish(i, texts))] };
}
