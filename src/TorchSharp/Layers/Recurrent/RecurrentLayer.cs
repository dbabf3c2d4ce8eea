using ContextMemory.MLNet.Torch.Sequences;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers.Recurrent;

/// <summary>
/// A recurrent layer in one or two directions: [rows x inputs] to [rows x size], or [rows x 2 size] where it reads backwards too. The forward
/// direction hands its state on; the backward one starts each segment from zeros.
/// </summary>
internal abstract class RecurrentLayer : IDisposable
{
    /// <summary>The shapes of what a sequence hands on to its next segment.</summary>
    public abstract IReadOnlyList<long[]> StateShapes { get; }

    /// <param name="pass">What layers need.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="rows">[rows x inputs].</param>
    /// <param name="state">For each of the <see cref="StateShapes"/> [sequences x that shape]; replaced by what the segment leaves.</param>
    public abstract Tensor Forward(Pass pass, SequenceShape batch, Tensor rows, Span<Tensor> state);

    public virtual void Dispose()
    {
    }
}
