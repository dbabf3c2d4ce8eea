using ContextMemory.MLNet.Torch.Layers;
using ContextMemory.MLNet.Torch.Sequences;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Networks;

/// <summary>Positions, n residual blocks that mix by attention or by an external memory, a last norm.</summary>
internal sealed class BlockEncoder : Encoder
{
    private readonly BlockOptions _options;
    private readonly string _name;
    private readonly ResidualBlock[] _blocks;

    public BlockEncoder(BlockOptions options, string name)
    {
        _options = options;
        _name = name;
        _blocks = [.. Enumerable.Range(0, options.Layers).Select(layer => $"{name}layers.{layer}.")
            .Select(block => new ResidualBlock(block, Mixing(options, block), options.DropoutRate))];
        StateShapes = [.. _blocks.SelectMany(block => block.Mixing.StateShapes)];
    }

    public override int OutputSize => _options.EmbeddingSize;

    public override IReadOnlyList<long[]> StateShapes { get; }

    public override Tensor Forward(Pass pass, SequenceShape batch, Tensor rows, Span<Tensor> state)
    {
        rows = pass.Dropout(AddPositions(pass, batch, rows), _options.DropoutRate);
        int first = 0;
        foreach (ResidualBlock block in _blocks)
        {
            int count = state.Length > 0 ? block.Mixing.StateShapes.Count : 0;
            rows = block.Forward(pass, batch, rows, state.Slice(first, count));
            first += count;
        }

        return pass.LayerNorm($"{_name}norm", rows);
    }

    private Tensor AddPositions(Pass pass, SequenceShape batch, Tensor rows) => _options.Positions switch
    {
        PositionalEncoding.Sinusoidal => Positions.AddSinusoidal(pass, batch, rows, _options.AmplitudeOfPositions),
        PositionalEncoding.Learned => Positions.AddLearned(pass, $"{_name}positions", batch, rows),
        _ => rows,
    };

    private static MixingLayer Mixing(BlockOptions options, string name) => options switch
    {
        AttentionBlockOptions attention =>
            new MultiHeadAttention($"{name}self_attn", attention.EmbeddingSize, attention.Heads, attention.Causal, attention.MemoryLength),
        KeyValueMemoryOptions memory =>
            new KeyValueMemory($"{name}memory.", memory.EmbeddingSize, memory.Slots, memory.GatedWrites ? memory.WriteCost : null),
        DeltaMemoryOptions memory => new DeltaMemory($"{name}memory.", memory.EmbeddingSize, memory.Heads, memory.WriteCost),
        _ => throw new NotSupportedException($"The TorchSharp engine has no blocks of the kind {options.Kind}."),
    };
}
