using ContextMemory.MLNet.Torch.Layers;
using ContextMemory.MLNet.Torch.Layers.Recurrent;
using ContextMemory.MLNet.Torch.Sequences;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Networks;

/// <summary>n recurrent layers on top of one another.</summary>
internal sealed class RecurrentEncoder : Encoder
{
    private readonly RecurrentLayer[] _layers;
    private readonly double _dropout;

    public RecurrentEncoder(Pass pass, RecurrentOptions options, string name, int inputs)
    {
        _dropout = options.DropoutRate;
        OutputSize = (options.Bidirectional ? 2 : 1) * options.HiddenSize;
        _layers = [.. Enumerable.Range(0, options.Layers).Select(layer => Layer(pass, options, name, layer, layer == 0 ? inputs : OutputSize))];
        StateShapes = [.. _layers.SelectMany(layer => layer.StateShapes)];
    }

    public override int OutputSize { get; }

    public override IReadOnlyList<long[]> StateShapes { get; }

    public override Tensor Forward(Pass pass, SequenceShape batch, Tensor rows, Span<Tensor> state)
    {
        state = state.Length > 0 ? state : State.Zeros(StateShapes, batch.Count, pass.Device);
        int count = _layers[0].StateShapes.Count;
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            rows = layer > 0 ? pass.Dropout(rows, _dropout) : rows;
            rows = _layers[layer].Forward(pass, batch, rows, state.Slice(layer * count, count));
        }

        return rows;
    }

    public override void Dispose()
    {
        foreach (RecurrentLayer layer in _layers)
        {
            layer.Dispose();
        }
    }

    private static RecurrentLayer Layer(Pass pass, RecurrentOptions options, string name, int layer, int inputs) => options switch
    {
        LstmOptions => new LstmLayer(pass, name, layer, inputs, options.HiddenSize, options.Bidirectional),
        GruOptions => new GruLayer(pass, name, layer, inputs, options.HiddenSize, options.Bidirectional),
        GatedMemoryOptions gated => new GatedMemoryLayer(name, layer, options.HiddenSize, options.Bidirectional, gated.GatesSeeMemory),
        _ => throw new NotSupportedException($"The TorchSharp engine has no recurrent layers of the kind {options.Kind}."),
    };
}
