using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Networks.Transformer;

/// <summary>
/// The encoder of BERT (Devlin 2019): positions within the segment, a norm, n blocks with the norms after the sums. In fine-tuning, the upper layers
/// may learn alone: those below are then read without dropout, and no gradient enters them. With adapters, these learn in place of the layers' own weights.
/// </summary>
internal sealed class TransformerEncoder : SlabEncoder
{
    private readonly Positions _positions;
    private readonly LayerNorm _norm;
    private readonly Dropout _dropout;
    private readonly TransformerBlock[] _blocks;
    private readonly int _firstTrained;
    private readonly bool _trainsBelow;

    public TransformerEncoder(ParameterLayout layout, string name, PretrainedOptions options)
    {
        OutputSize = options.EmbeddingSize;
        _firstTrained = options.Layers - options.TrainedLayerCount;
        _trainsBelow = options.TrainsBelow;
        int before = layout.Parameters.Count;
        _positions = new Positions.Learned(layout, $"{name}positions", options.PositionCount, OutputSize, startAnew: true);
        _norm = new LayerNorm(layout, $"{name}norm", OutputSize, (float)options.Epsilon);
        Learn(layout, before, options.RateOfLayer(-1), options.AdapterRank);
        _dropout = new Dropout(options.DropoutRate);
        _blocks = new TransformerBlock[options.Layers];
        for (int layer = 0; layer < _blocks.Length; layer++)
        {
            before = layout.Parameters.Count;
            _blocks[layer] = new TransformerBlock(
                layout, $"{name}layers.{layer}.", OutputSize, options.Heads, options.FeedForwardSize, (float)options.Epsilon, options.DropoutRate);
            Learn(layout, before, options.RateOfLayer(layer), options.AdapterRank);
        }
    }

    public override int OutputSize { get; }

    public override int StateSize => 0;

    protected override Matrix ForwardSlab(Pass pass, SequenceBatch batch, Matrix input, Matrix state)
    {
        bool keeps = pass.KeepsActivations;
        bool learns = pass.IsTraining;
        pass.KeepsActivations = keeps && _trainsBelow;
        pass.IsTraining = learns && _trainsBelow;
        Matrix rows = _dropout.Forward(pass, _norm.Forward(pass, _positions.Forward(pass, batch, input)));
        for (int layer = 0; layer < _blocks.Length; layer++)
        {
            pass.Cancellation.ThrowIfCancellationRequested();
            if (layer == _firstTrained)
            {
                pass.KeepsActivations = keeps;
                pass.IsTraining = learns;
            }

            rows = _blocks[layer].Forward(pass, batch, rows, state);
        }

        pass.KeepsActivations = keeps;
        pass.IsTraining = learns;
        return rows;
    }

    protected override Matrix BackwardSlab(Pass pass, SequenceBatch batch, Matrix gradient, Matrix stateGradient)
    {
        for (int layer = _blocks.Length - 1; layer >= _firstTrained; layer--)
        {
            pass.Cancellation.ThrowIfCancellationRequested();
            gradient = _blocks[layer].Backward(pass, batch, gradient, stateGradient);
        }

        if (!_trainsBelow)
        {
            return pass.Arena.AllocateCleared(gradient.Rows, gradient.Columns);
        }

        gradient = _norm.Backward(pass, _dropout.Backward(pass, gradient));
        _positions.Backward(pass, batch, gradient);
        return gradient;
    }

    /// <summary>Lets the last parameters learn, or adapters beside those of them that are matrices of products.</summary>
    private static void Learn(ParameterLayout layout, int first, float rate, int adapterRank)
    {
        foreach (Parameter parameter in layout.Parameters.Skip(first).ToArray())
        {
            parameter.RateScale = adapterRank == 0 ? rate : 0;
            if (adapterRank > 0 && rate > 0 && parameter.Decays)
            {
                parameter.Adapter = new Adapter(layout, parameter, adapterRank, rate);
            }
        }
    }
}
