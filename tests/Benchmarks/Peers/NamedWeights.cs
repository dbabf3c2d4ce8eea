using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tasks.Classification;

namespace ContextMemory.MLNet.Benchmarks.Peers;

/// <summary>Copies of a model's weights, row by row, by the names that PyTorch gives them.</summary>
internal sealed class NamedWeights(EncoderEnsemble model)
{
    public float[] this[string name]
    {
        get
        {
            Parameter parameter = model.Layout.Parameters.Single(parameter => parameter.Name == name);
            return model.Weights[parameter].Span.ToArray();
        }
    }
}
