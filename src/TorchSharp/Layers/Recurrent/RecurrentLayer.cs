using ContextMemory.MLNet.Torch.Sequences;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Layers.Recurrent;

/// <summary>
/// A recurrent layer in one or two directions: [rows x inputs] to [rows x size], or [rows x 2 size] where it reads backwards too. The forward
/// direction hands its state on; the backward one starts each segment from zeros.
/// </summary>
/// <remarks>
/// Sequences are padded. The state that a direction leaves is that of the longest sequences: a segment that another one follows is among them.
/// </remarks>
/// <param name="isBidirectional">Whether it reads backwards too.</param>
internal abstract class RecurrentLayer(bool isBidirectional) : IDisposable
{
    /// <summary>The shapes of what a sequence hands on to its next segment.</summary>
    public abstract IReadOnlyList<long[]> StateShapes { get; }

    /// <param name="pass">What layers need.</param>
    /// <param name="batch">The sequences.</param>
    /// <param name="rows">[rows x inputs].</param>
    /// <param name="state">For each of the <see cref="StateShapes"/> [sequences x that shape]; replaced by what the segment leaves.</param>
    public Tensor Forward(Pass pass, SequenceShape batch, Tensor rows, Span<Tensor> state)
    {
        Tensor forwards = batch.Unpad(Read(pass, batch.Pad(rows), isReverse: false, state));
        if (!isBidirectional)
        {
            return forwards;
        }

        Tensor reversed = batch.ReversedRows();
        Tensor[] start = State.Zeros(StateShapes, batch.Count, pass.Device);
        Tensor backwards = batch.Unpad(Read(pass, batch.Pad(rows.index_select(0, reversed)), isReverse: true, start));
        return cat([forwards, backwards.index_select(0, reversed)], 1);
    }

    public virtual void Dispose()
    {
    }

    /// <summary>Reads sequences from their first row to their last.</summary>
    /// <param name="pass">What layers need.</param>
    /// <param name="padded">[sequences x longest x inputs].</param>
    /// <param name="isReverse">Whether they are reversed: then the parameters are those of the backward direction.</param>
    /// <param name="state">What it starts from; replaced by what it leaves.</param>
    /// <returns>[sequences x longest x size].</returns>
    private protected abstract Tensor Read(Pass pass, Tensor padded, bool isReverse, Span<Tensor> state);
}
