using ContextMemory.MLNet.Torch.Layers;
using ContextMemory.MLNet.Torch.Sequences;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Networks;

/// <summary>
/// The encoder of BERT (Devlin 2019): positions within the segment, a norm, n blocks with the norms after the sums. In fine-tuning, the upper layers
/// may learn alone: those below are then read without dropout and without a gradient. With adapters, these learn in place of the layers' own weights.
/// </summary>
internal sealed class TransformerEncoder : Encoder
{
    private readonly PretrainedOptions _options;
    private readonly string _name;
    private readonly TransformerBlock[] _blocks;

    public TransformerEncoder(PretrainedOptions options, string name)
    {
        _options = options;
        _name = name;
        _blocks = [.. Enumerable.Range(0, options.Layers).Select(layer => new TransformerBlock($"{name}layers.{layer}.", options))];
    }

    public override int OutputSize => _options.EmbeddingSize;

    public override IReadOnlyList<long[]> StateShapes => [];

    public override Tensor Forward(Pass pass, SequenceShape batch, Tensor rows, Span<Tensor> state)
    {
        int firstTrained = _options.Layers - _options.TrainedLayerCount;
        using (_options.TrainsBelow ? null : pass.Freeze())
        {
            rows = pass.LayerNorm($"{_name}norm", Positions.AddLearned(pass, $"{_name}positions", batch, rows, startAnew: true), _options.Epsilon);
            rows = Read(pass, batch, pass.Dropout(rows, _options.DropoutRate), _blocks[..firstTrained]);
        }

        return Read(pass, batch, rows, _blocks[firstTrained..]);
    }

    private static Tensor Read(Pass pass, SequenceShape batch, Tensor rows, TransformerBlock[] blocks)
    {
        foreach (TransformerBlock block in blocks)
        {
            rows = block.Forward(pass, batch, rows);
        }

        return rows;
    }
}
