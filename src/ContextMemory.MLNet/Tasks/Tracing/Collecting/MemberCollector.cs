using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tasks.Tracing.Collecting;

/// <summary>Sums up what the layers of one encoder compute while it reads a text.</summary>
internal sealed class MemberCollector(TraceOptions options) : IPassObserver
{
    private readonly Dictionary<object, LayerCollector> _collectors = [];

    // As they are first seen, which is the order in which they read.
    private readonly List<LayerCollector> _layers = [];

    public void SeeGates(object layer, bool isReverse, SequenceBatch batch, int firstRow, Matrix forget, Matrix? input) =>
        Of(layer, () => new GateCollector(options, isReverse, forget.Columns)).Add(batch.Position(0) + firstRow, forget, input);

    public void SeeSlots(object layer, SequenceBatch batch, Matrix? gates, Matrix addresses, Matrix erases, Matrix writes) =>
        Of(layer, () => new SlotCollector(options, addresses.Columns, writes.Columns)).Add(batch.Position(0), gates, addresses, erases, writes);

    public void SeeWrites(object layer, SequenceBatch batch, Matrix gates, Matrix queries, Matrix keys, Matrix errors) =>
        Of(layer, () => new DeltaCollector(options, gates.Columns, keys.Columns / gates.Columns)).Add(batch.Position(0), gates, queries, keys, errors);

    public void SeeAttention(object layer, SequenceBatch batch, int heads, bool isCausal, Matrix queries, Matrix keys) =>
        Of(layer, () => new AttentionCollector(options)).Add(batch.Position(0), heads, isCausal, queries, keys);

    public MemberTrace Finish(TokenTexts texts)
    {
        var layers = new List<LayerTrace>();
        int layer = -1;
        foreach (LayerCollector collector in _layers)
        {
            // The backward direction is of the layer whose forward one came before it.
            layer += collector is GateCollector { IsReverse: true } ? 0 : 1;
            layers.Add(collector.Finish(layer, texts));
        }

        return new MemberTrace { Layers = layers };
    }

    private TCollector Of<TCollector>(object layer, Func<TCollector> create)
        where TCollector : LayerCollector
    {
        if (!_collectors.TryGetValue(layer, out LayerCollector? collector))
        {
            _collectors.Add(layer, collector = create());
            _layers.Add(collector);
        }

        return (TCollector)collector;
    }
}
