using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers.Recurrent;

/// <summary>A layer that libtorch computes as a whole (cuDNN's on CUDA): its parameters are ours.</summary>
internal abstract class FusedLayer : RecurrentLayer
{
    private protected FusedLayer(int directions, int size) => (Directions, Size) = (directions, size);

    private protected int Directions { get; }

    private protected int Size { get; }

    public override Tensor Forward(Pass pass, Sequences.Sequences batch, Tensor rows, Span<Tensor> state)
    {
        using var lengths = tensor([.. batch.Lengths.ToArray().Select(length => (long)length)]);
        using var packed = nn.utils.rnn.pack_padded_sequence(batch.Pad(rows), lengths, batch_first: true, enforce_sorted: false);
        using nn.utils.rnn.PackedSequence read = Forward(packed, state);
        return batch.Unpad(nn.utils.rnn.pad_packed_sequence(read, batch_first: true).Item1);
    }

    private protected abstract nn.utils.rnn.PackedSequence Forward(nn.utils.rnn.PackedSequence packed, Span<Tensor> state);

    /// <summary>[sequences x size] to [directions x sequences x size]: the backward direction starts from zeros.</summary>
    private protected Tensor Start(Tensor state) => Directions == 1 ? state.unsqueeze(0) : stack([state, zeros_like(state)], 0);

    /// <summary>Makes the parameters of a module share the memory of those of the model, gradients too.</summary>
    /// <param name="module">libtorch's.</param>
    /// <param name="pass">Has the parameters.</param>
    /// <param name="name">What the names of the model's parameters begin with.</param>
    /// <param name="layer">The layer's number in the model.</param>
    private protected static void Share(nn.Module module, Pass pass, string name, int layer)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        foreach ((string own, TorchSharp.Modules.Parameter parameter) in module.named_parameters())
        {
            Tensor shared = pass[$"{name}{own.Replace("_l0", $"_l{layer}", StringComparison.Ordinal)}"];
            parameter.set_(shared.view(parameter.shape));
            parameter.grad = shared.grad?.view(parameter.shape);
        }
    }
}
