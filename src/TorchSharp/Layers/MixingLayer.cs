using ContextMemory.MLNet.Torch.Sequences;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers;

/// <summary>A layer in which the rows of a sequence learn of one another. Shapes: [rows x size] to the same.</summary>
internal abstract class MixingLayer
{
    /// <summary>The shapes of what a sequence hands on to its next segment.</summary>
    public abstract IReadOnlyList<long[]> StateShapes { get; }

    /// <param name="pass">What layers need.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="rows">[rows x size].</param>
    /// <param name="state">
    /// For each of the <see cref="StateShapes"/> [sequences x that shape]: what the segment before left, zeros at a document's start; replaced by
    /// what this one leaves. Empty where every document has this one segment.
    /// </param>
    public abstract Tensor Forward(Pass pass, SequenceShape batch, Tensor rows, Span<Tensor> state);

    /// <summary>The state; zeros where there is none.</summary>
    private protected Span<Tensor> OrZeros(Pass pass, SequenceShape batch, Span<Tensor> state) =>
        state.Length > 0 ? state : State.Zeros(StateShapes, batch.Count, pass.Device);
}
