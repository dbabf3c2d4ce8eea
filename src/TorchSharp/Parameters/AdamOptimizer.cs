using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Parameters;

/// <summary>AdamW (Kingma and Ba 2015; Loshchilov and Hutter 2019) over all parameters that learn at once, with the constants of the managed engine.</summary>
internal sealed class AdamOptimizer : IDisposable
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    private readonly ParameterBuffer _parameters;
    private readonly Tensor _values;
    private readonly Tensor _decay;
    private readonly Tensor? _scale;

    /// <param name="parameters">What is learned.</param>
    /// <param name="layout">Tells which parameters decay.</param>
    /// <param name="weightDecay">That of AdamW.</param>
    public AdamOptimizer(ParameterBuffer parameters, ParameterLayout layout, double weightDecay)
    {
        _parameters = parameters;
        using var scope = NewDisposeScope();
        _values = parameters.Values.narrow(0, 0, layout.LearnedLength).DetachFromDisposeScope();
        Mean = zeros_like(_values).DetachFromDisposeScope();
        Variance = zeros_like(_values).DetachFromDisposeScope();
        _decay = zeros_like(_values).DetachFromDisposeScope();
        foreach (Parameter parameter in layout.Parameters.Where(parameter => parameter is { Decays: true, Learns: true }))
        {
            _decay.narrow(0, layout.OffsetOf(parameter), parameter.Length).fill_(Number.Of(weightDecay * parameter.RateScale));
        }

        Parameter[] scaled = [.. layout.Parameters.Where(parameter => parameter is { Learns: true, RateScale: not 1 })];
        _scale = scaled.Length == 0 ? null : ones_like(_values).DetachFromDisposeScope();
        foreach (Parameter parameter in scaled)
        {
            _scale!.narrow(0, layout.OffsetOf(parameter), parameter.Length).fill_(Number.Of(parameter.RateScale));
        }
    }

    /// <summary>Steps done.</summary>
    public int StepCount { get; set; }

    /// <summary>The moving mean of the gradients, in the order of the layout.</summary>
    public Tensor Mean { get; }

    /// <summary>That of their squares.</summary>
    public Tensor Variance { get; }

    /// <summary>One step with the gradients that are there.</summary>
    /// <param name="rate">The step size.</param>
    /// <param name="gradientNorm">The norm that longer gradients are clipped to.</param>
    public void Step(double rate, double gradientNorm)
    {
        StepCount++;
        using var scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using Scalar variance = (1 / (1 - Math.Pow(Beta2, StepCount))).ToScalar();
        using Scalar step = (-rate / (1 - Math.Pow(Beta1, StepCount))).ToScalar();
        using Scalar decay = (-rate).ToScalar();
        Tensor gradients = _parameters.Gradients;
        gradients.mul_(gradients.norm().add(Number.Of(1e-6), Number.One).reciprocal().mul_(Number.Of(gradientNorm)).clamp_max(Number.Of(1)));
        Mean.mul_(Number.Of(Beta1)).add_(gradients, Number.Of(1 - Beta1));
        Variance.mul_(Number.Of(Beta2)).addcmul_(gradients, gradients, Number.Of(1 - Beta2));
        Tensor deviation = (Variance * variance).sqrt_().add_(Number.Of(Epsilon), Number.One);
        _values.addcmul_(_values, _decay, decay);
        _values.addcdiv_(_scale is null ? Mean : Mean * _scale, deviation, step);
    }

    public void Dispose()
    {
        _values.Dispose();
        Mean.Dispose();
        Variance.Dispose();
        _decay.Dispose();
        _scale?.Dispose();
    }
}
