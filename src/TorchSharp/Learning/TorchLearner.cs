using System.Runtime.InteropServices;
using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Torch.Layers;
using ContextMemory.MLNet.Torch.Parameters;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Learning;

/// <summary>Learns on a device of libtorch. All tensors of a step are given back when it ends.</summary>
internal sealed class TorchLearner : ILearner
{
    private readonly IObjective _objective;
    private readonly LearnerOptions _options;
    private readonly ExampleBatch _batch;
    private readonly ParameterBuffer _parameters;
    private readonly AdamOptimizer _optimizer;
    private readonly Pass _pass;
    private readonly TaskGradient _gradient;
    private readonly float[] _mean;
    private readonly float[] _variance;

    /// <param name="objective">What is learned.</param>
    /// <param name="options">How.</param>
    /// <param name="device">Where.</param>
    /// <param name="precision">In which products of matrices are computed.</param>
    public TorchLearner(IObjective objective, LearnerOptions options, Device device, ScalarType precision)
    {
        _objective = objective;
        _options = options;
        _batch = objective.CreateBatch();
        _parameters = new ParameterBuffer(objective.Weights, device);
        _optimizer = new AdamOptimizer(_parameters, objective.Weights.Layout, options.WeightDecay);
        _pass = new Pass(_parameters, precision) { Cancellation = options.CancellationToken };
        _gradient = TaskGradient.Of(_pass, objective.Network);
        _mean = new float[objective.Weights.Layout.LearnedLength];
        _variance = new float[objective.Weights.Layout.LearnedLength];
    }

    public int StepCount => _optimizer.StepCount;

    public IReadOnlyList<StateArray> State
    {
        get
        {
            _parameters.Write();
            ParameterBuffer.CopyTo(_optimizer.Mean, _mean);
            ParameterBuffer.CopyTo(_optimizer.Variance, _variance);
            return Arrays;
        }
    }

    private IReadOnlyList<StateArray> Arrays =>
    [
        StateArray.Of("weights", _objective.Weights.LearnedMemory), StateArray.Of("adam.mean", _mean), StateArray.Of("adam.variance", _variance),
    ];

    public StepResult Step(ReadOnlySpan<int> batch, float rate)
    {
        double targets = 0;
        foreach (int example in batch)
        {
            targets += _objective.TargetCount(example);
        }

        try
        {
            using DisposeScope scope = NewDisposeScope();
            _batch.Fill(batch, new RandomStream(_options.Seed, (ulong)StepCount + 1));
            _parameters.Gradients.zero_();
            _pass.StartLearning(_options.Seed, StepCount + 1);
            double loss = _gradient.Learn(_batch, targets > 0 ? 1 / targets : 0);
            _parameters.ClearFrozen();
            _optimizer.Step(rate, _options.GradientNorm);
            return new StepResult(loss, targets);
        }
        catch (ExternalException exception) when (OutOfMemory.Is(exception))
        {
            throw OutOfMemory.Explain(_parameters.Device.ToString(), batch.Length, exception);
        }
    }

    public void Sync() => _parameters.Write();

    public void Restore(int steps, Action<IReadOnlyList<StateArray>> fill)
    {
        fill(Arrays);
        using DisposeScope scope = NewDisposeScope();
        _parameters.Read();
        _optimizer.Mean.copy_(from_array(_mean));
        _optimizer.Variance.copy_(from_array(_variance));
        _optimizer.StepCount = steps;
        _objective.Weights.Changed();
    }

    public void Dispose()
    {
        _gradient.Dispose();
        _pass.Dispose();
        _optimizer.Dispose();
        _parameters.Dispose();
    }
}
