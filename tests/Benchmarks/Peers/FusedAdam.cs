using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Benchmarks.Peers;

/// <summary>
/// libtorch's fused kernel of Adam (Kingma and Ba 2015), which TorchSharp does not offer: called by its symbol, as the C++ compilers of Linux and
/// macOS write it. It is 1.2 to 1.5 times as fast as TorchSharp's own.
/// </summary>
internal sealed unsafe class FusedAdam : IDisposable
{
    // An optional tensor is its pointer and whether it is there. The function is
    // void at::_ops::_fused_adam_::call(TensorList values, TensorList gradients, TensorList means, TensorList variances, TensorList largest,
    //     TensorList steps, double rate, double beta1, double beta2, double decay, double epsilon, bool amsgrad, bool maximize,
    //     const optional<Tensor>& gradientScale, const optional<Tensor>& foundInfinity)
    private const string Symbol = "_ZN2at4_ops12_fused_adam_4callEN3c108ArrayRefINS_6TensorEEES5_S5_S5_S5_S5_dddddbbRKSt8optionalIS4_ES9_";
    private const string Library = "torch_cpu";
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;

    private static readonly nint Kernel = Find();

    private readonly double _rate;
    private readonly Tensor _step = zeros(1);

    /// <param name="rate">The step size.</param>
    /// <exception cref="InvalidOperationException">This libtorch's kernel is not called as the one that is known.</exception>
    public FusedAdam(double rate)
    {
        _rate = rate;
        EnsureSteps();
    }

    /// <summary>Moves parameters against their gradients.</summary>
    public void Step(IReadOnlyList<(TorchSharp.Modules.Parameter Parameter, State State)> learned)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        _step.add_(1);
        Tensor[] gradients = [.. learned.Select(pair => pair.Parameter.grad!)];
        nint[] values = Pointers(learned.Select(pair => (Tensor)pair.Parameter));
        nint[] slopes = Pointers(gradients);
        nint[] means = Pointers(learned.Select(pair => pair.State.Mean));
        nint[] variances = Pointers(learned.Select(pair => pair.State.Variance));
        nint[] steps = Pointers(Enumerable.Repeat(_step, learned.Count));
        var call = (delegate* unmanaged<TensorList, TensorList, TensorList, TensorList, TensorList, TensorList,
            double, double, double, double, double, byte, byte, nint*, nint*, void>)Kernel;
        nint* none = stackalloc nint[2] { 0, 0 };
        fixed (nint* valueData = values, slopeData = slopes, meanData = means, varianceData = variances, stepData = steps)
        {
            int count = learned.Count;
            call(
                new TensorList((nint)valueData, count),
                new TensorList((nint)slopeData, count),
                new TensorList((nint)meanData, count),
                new TensorList((nint)varianceData, count),
                default,
                new TensorList((nint)stepData, count),
                _rate,
                Beta1,
                Beta2,
                0,
                Epsilon,
                0,
                0,
                none,
                none);
        }

        GC.KeepAlive(learned);
        GC.KeepAlive(gradients);
    }

    public void Dispose() => _step.Dispose();

    /// <summary>Loads libtorch, which TorchSharp does at its first use, and finds the kernel.</summary>
    private static nint Find()
    {
        InitializeDeviceType(DeviceType.CPU);
        return NativeLibrary.GetExport(NativeLibrary.Load(Library, typeof(Tensor).Assembly, searchPath: null), Symbol);
    }

    /// <summary>Compares a step with that of TorchSharp's own optimizer.</summary>
    private void EnsureSteps()
    {
        using DisposeScope scope = NewDisposeScope();
        using var ours = new TorchSharp.Modules.Parameter(ones(8));
        using var theirs = new TorchSharp.Modules.Parameter(ones(8));
        ours.grad = linspace(-2, 1, 8);
        theirs.grad = ours.grad.clone();
        using optim.Optimizer adam = optim.Adam([theirs], _rate, Beta1, Beta2, Epsilon);
        adam.step();
        Step([(ours, State.Of(ours))]);
        _step.zero_();
        if (!ours.allclose(theirs, rtol: 0, atol: 1e-6))
        {
            throw new InvalidOperationException($"libtorch's fused kernel of Adam steps to {ours.cstr()}, TorchSharp's Adam to {theirs.cstr()}.");
        }
    }

    /// <summary>What C++ keeps in a tensor, one pointer, of each of those that TorchSharp's handles point at.</summary>
    private static nint[] Pointers(IEnumerable<Tensor> tensors) => [.. tensors.Select(tensor => Marshal.ReadIntPtr(tensor.Handle))];

    /// <summary>The moving means of a parameter's gradients and of their squares.</summary>
    public sealed record State(Tensor Mean, Tensor Variance) : IDisposable
    {
        public static State Of(Tensor parameter) => new(zeros(parameter.shape), zeros(parameter.shape));

        /// <summary>Copies of some rows.</summary>
        public State Rows(Tensor rows) => new(Mean.index_select(0, rows), Variance.index_select(0, rows));

        public void Dispose()
        {
            Mean.Dispose();
            Variance.Dispose();
        }
    }

    /// <summary>c10::ArrayRef of tensors.</summary>
    private readonly record struct TensorList(nint Data, nint Length);
}
