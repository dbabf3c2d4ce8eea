using ContextMemory.MLNet.Torch.Sequences;
using ContextMemory.MLNet.Torch.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers;

/// <summary>
/// Adversarial training of text (Miyato 2017, section 3), as in the managed engine: a batch is learned from a second time with its token
/// vectors moved the way the loss rises fastest. Of a document with several segments the first is moved.
/// </summary>
/// <param name="epsilon">Length of the move as a share of that of the vectors.</param>
internal sealed class Perturbation(double epsilon) : IDisposable
{
    private const double SmallestLength = 1e-30;

    private Tensor? _measured;
    private Tensor? _moves;
    private SequenceShape? _sequences;

    /// <summary>The tokens' vectors, [rows x size]: as they are, or moved once the moves are found.</summary>
    public Tensor Apply(SequenceShape sequences, Tensor vectors)
    {
        if (sequences.Positions[0] > 0)
        {
            return vectors;
        }

        if (_moves is null && vectors.requires_grad)
        {
            vectors.retain_grad();
            (_measured, _sequences) = (vectors, sequences);
        }

        return _moves is null ? vectors : vectors.Plus(_moves);
    }

    /// <summary>Called after a backward pass: where it was that of the first segments, the gradient of their vectors is known.</summary>
    public void Find()
    {
        if (_measured is null)
        {
            return;
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Tensor direction = _sequences!.Pad(_measured.grad!);

        // A document that does not count has no gradient, and is not moved.
        Tensor unit = direction / Lengths(direction).clamp_min(Number.Of(SmallestLength));
        _moves = _sequences.Unpad(unit * (Lengths(_sequences.Pad(_measured)) * Number.Of(epsilon))).detach().DetachFromDisposeScope();
        _measured = null;

        static Tensor Lengths(Tensor padded) => padded.square().sum([1, 2], keepdim: true).sqrt();
    }

    public void Dispose() => _moves?.Dispose();
}
