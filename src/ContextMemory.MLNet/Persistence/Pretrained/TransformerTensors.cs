using ContextMemory.MLNet.Networks;

namespace ContextMemory.MLNet.Persistence.Pretrained;

/// <summary>Which tensors a transformer of a shape has, and their shapes. Weights of linear layers are [outputs x inputs].</summary>
internal static class TransformerTensors
{
    public static IEnumerable<(string Name, long[] Shape)> Of(TransformerShape shape)
    {
        long hidden = shape.HiddenSize;
        yield return (TensorName.Words, [shape.VocabularySize, hidden]);
        yield return (TensorName.Positions, [shape.Positions, hidden]);
        if (shape.TokenTypes > 0)
        {
            yield return (TensorName.TokenTypes, [shape.TokenTypes, hidden]);
        }

        yield return (TensorName.EmbeddingNorm + TensorName.Weight, [hidden]);
        yield return (TensorName.EmbeddingNorm + TensorName.Bias, [hidden]);
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            string start = TensorName.OfLayer(layer);
            foreach ((string part, long outputs, long inputs) in Linears(shape))
            {
                yield return (start + part + TensorName.Weight, [outputs, inputs]);
                yield return (start + part + TensorName.Bias, [outputs]);
            }

            foreach (string part in (string[])[TensorName.AttentionNorm, TensorName.OutputNorm])
            {
                yield return (start + part + TensorName.Weight, [hidden]);
                yield return (start + part + TensorName.Bias, [hidden]);
            }
        }
    }

    /// <summary>The linear layers of a layer.</summary>
    private static (string Part, long Outputs, long Inputs)[] Linears(TransformerShape shape)
    {
        long hidden = shape.HiddenSize;
        return
        [
            (TensorName.Query, hidden, hidden),
            (TensorName.Key, hidden, hidden),
            (TensorName.Value, hidden, hidden),
            (TensorName.AttentionOutput, hidden, hidden),
            (TensorName.Intermediate, shape.FeedForwardSize, hidden),
            (TensorName.Output, hidden, shape.FeedForwardSize),
        ];
    }
}
