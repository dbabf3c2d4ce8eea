using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Networks;

/// <summary>An encoder that passes a batch through all of its layers a few sequences at a time, so that rows stay in the cache from layer to layer.</summary>
internal abstract class SlabEncoder : Encoder
{
    // What a layer makes of so many rows is still in the second level cache when the next one reads it. While learning, gradients of
    // weights go through the cache as well: that pays for more rows only.
    private const int ScoringRows = 256;
    private const int LearningRows = 512;

    public override Matrix Forward(Pass pass, SequenceBatch batch, Matrix input, Matrix state)
    {
        Matrix output = pass.Arena.Allocate(input.Rows, OutputSize);
        foreach (SequenceBatch.Slab slab in batch.Split(RowsTogether(pass)))
        {
            Arena.Mark mark = pass.Arena.Now;
            SequenceBatch sequences = slab.Sequences;
            Matrix slabState = state.RowRange(slab.FirstSequence, sequences.Count);
            ForwardSlab(pass, sequences, slab.RowsOf(input), slabState).CopyTo(slab.RowsOf(output));
            if (!pass.KeepsActivations)
            {
                pass.Arena.Release(mark);
            }
        }

        return output;
    }

    public override Matrix Backward(Pass pass, SequenceBatch batch, Matrix gradient, Matrix stateGradient)
    {
        Matrix inputGradient = pass.Arena.Allocate(gradient.Rows, OutputSize);
        ReadOnlySpan<SequenceBatch.Slab> slabs = batch.Split(RowsTogether(pass));
        for (int i = slabs.Length - 1; i >= 0; i--)
        {
            Arena.Mark mark = pass.Arena.Now;
            SequenceBatch sequences = slabs[i].Sequences;
            Matrix slabState = stateGradient.RowRange(slabs[i].FirstSequence, sequences.Count);
            BackwardSlab(pass, sequences, slabs[i].RowsOf(gradient), slabState).CopyTo(slabs[i].RowsOf(inputGradient));
            pass.Arena.Release(mark);
        }

        return inputGradient;
    }

    /// <inheritdoc cref="Encoder.Forward"/>
    protected abstract Matrix ForwardSlab(Pass pass, SequenceBatch batch, Matrix input, Matrix state);

    /// <inheritdoc cref="Encoder.Backward(Pass, SequenceBatch, Matrix, Matrix)"/>
    protected abstract Matrix BackwardSlab(Pass pass, SequenceBatch batch, Matrix gradient, Matrix stateGradient);

    // The same whenever a batch is learned from: what is read twice must draw the same random numbers for the same rows.
    private static int RowsTogether(Pass pass) => pass.IsTraining ? LearningRows : ScoringRows;
}
