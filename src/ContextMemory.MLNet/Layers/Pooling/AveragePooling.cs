using System.Numerics.Tensors;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers.Pooling;

/// <summary>The mean of some of the vectors. State: their sum, their number.</summary>
internal abstract class AveragePooling(int size) : PoolingLayer
{
    protected int Size => size;

    public sealed override int StateSize => size + 1;

    public sealed override void Start(Matrix state) => state.Clear();

    public sealed override void Finish(Matrix state, Matrix output)
    {
        for (int document = 0; document < state.Rows; document++)
        {
            TensorPrimitives.Multiply(state.Row(document)[..size], ShareOf(state, document), output.Row(document));
        }
    }

    /// <summary>What each vector counts for in the mean of a document.</summary>
    protected float ShareOf(Matrix state, int document) => 1 / state[document, size];
}
