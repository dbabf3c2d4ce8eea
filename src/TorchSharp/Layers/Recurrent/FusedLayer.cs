using ContextMemory.MLNet.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers.Recurrent;

/// <summary>A layer that libtorch computes as a whole (cuDNN's on CUDA), a module for each direction: their parameters are ours.</summary>
/// <remarks>
/// Sequences are padded, not packed: the backward pass through packed ones takes time that grows with the square of the length.
/// </remarks>
/// <typeparam name="TModule">libtorch's module.</typeparam>
internal abstract class FusedLayer<TModule> : RecurrentLayer
    where TModule : nn.Module
{
    private readonly TModule _forward;
    private readonly TModule? _backward;

    /// <param name="pass">Has the parameters.</param>
    /// <param name="create">Makes the module of a direction, whose batches come first.</param>
    /// <param name="name">What the names of the model's parameters begin with.</param>
    /// <param name="layer">The layer's number.</param>
    /// <param name="isBidirectional">Whether it reads backwards too.</param>
    private protected FusedLayer(Pass pass, Func<TModule> create, string name, int layer, bool isBidirectional)
        : base(isBidirectional)
    {
        _forward = Share(Create(create), pass, name, $"_l{layer}");
        _backward = isBidirectional ? Share(Create(create), pass, name, $"_l{layer}_reverse") : null;
    }

    public override void Dispose()
    {
        _forward.Dispose();
        _backward?.Dispose();
    }

    private protected sealed override Tensor Read(Pass pass, Tensor padded, bool isReverse, Span<Tensor> state) =>
        Read(isReverse ? _backward! : _forward, padded, state);

    /// <inheritdoc cref="Read(Pass, Tensor, bool, Span{Tensor})"/>
    /// <param name="module">Of the direction.</param>
    /// <param name="padded"/>
    /// <param name="state"/>
    private protected abstract Tensor Read(TModule module, Tensor padded, Span<Tensor> state);

    /// <summary>Makes the parameters of a module share the memory of those of the model, gradients too.</summary>
    private static TModule Share(TModule module, Pass pass, string name, string suffix)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        foreach ((string own, TorchSharp.Modules.Parameter parameter) in module.named_parameters())
        {
            Tensor shared = pass[$"{name}{own.Replace("_l0", suffix, StringComparison.Ordinal)}"];
            parameter.set_(shared.view(parameter.shape));
            parameter.grad = shared.grad?.view(parameter.shape);
        }

        return module;
    }

    // Its first values, which are not used, are drawn.
    private static TModule Create(Func<TModule> create)
    {
        lock (GlobalRandom.Lock)
        {
            return create();
        }
    }
}
