using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Networks.AttentionLstm;

/// <summary>One encoder on top of another: contextual embeddings by attention, read in order by an LSTM.</summary>
internal sealed class ChainedEncoder(Encoder lower, Encoder upper) : Encoder
{
    public override int OutputSize => upper.OutputSize;

    public override int StateSize => lower.StateSize + upper.StateSize;

    public override Matrix Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state)
    {
        (Matrix lowerState, Matrix upperState) = Split(state);
        return upper.Forward(pass, batch, lower.Forward(pass, batch, input, lowerState), upperState);
    }

    public override Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient, Matrix stateGradient)
    {
        (Matrix lowerGradient, Matrix upperGradient) = Split(stateGradient);
        return lower.Backward(pass, batch, upper.Backward(pass, batch, gradient, upperGradient), lowerGradient);
    }

    private (Matrix Lower, Matrix Upper) Split(Matrix state)
    {
        bool hasState = state.Columns > 0;
        Matrix lowerState = state.ColumnRange(0, hasState ? lower.StateSize : 0);
        return (lowerState, state.ColumnRange(lowerState.Columns, hasState ? upper.StateSize : 0));
    }
}
