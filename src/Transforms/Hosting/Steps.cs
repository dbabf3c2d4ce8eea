using Microsoft.ML;

namespace ContextMemory.MLNet.Hosting;

/// <summary>What a model consists of.</summary>
internal static class Steps
{
    /// <summary>The transformers of a chain, and of the chains in it; else the model itself.</summary>
    public static IEnumerable<ITransformer> Of(ITransformer model) => model is IEnumerable<ITransformer> chain ? chain.SelectMany(Of) : [model];
}
