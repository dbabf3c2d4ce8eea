using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tasks.Classification;

namespace ContextMemory.MLNet.Tests.Support;

/// <summary>Gradients of all of a model's parameters, as its weights lie: zero for the rows of a table that were not looked up.</summary>
internal static class FlatGradients
{
    public static float[] Of(Gradients gradients, EncoderEnsemble model)
    {
        float[] flat = [.. gradients.Dense, .. new float[model.Weights.Values.Length - gradients.Dense.Length]];
        foreach (Parameter parameter in model.Layout.Parameters.Where(parameter => parameter.IsSparse))
        {
            foreach (int row in gradients.Sparse(parameter).Rows)
            {
                gradients.Sparse(parameter).Row(row).CopyTo(flat.AsSpan(model.Layout.OffsetOf(parameter) + row * parameter.Columns));
            }
        }

        GC.KeepAlive(gradients);
        return flat;
    }
}
