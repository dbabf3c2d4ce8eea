using ContextMemory.MLNet;
using ContextMemory.MLNet.ExtensionsAI;
using Microsoft.ML;

namespace Microsoft.Extensions.AI;

/// <summary>Adds <c>AsEmbeddingGenerator</c> to encoders of ContextMemory.MLNet.</summary>
public static class EmbeddingGeneratorExtensions
{
    /// <summary>An encoder as an embedding generator. It is thread-safe; there is nothing to dispose of.</summary>
    /// <param name="model">What <c>Fit</c> or <c>Model.Load</c> has returned: an encoder, or a chain that has one. Of several the last is taken.</param>
    /// <param name="modelId">What the generator's metadata call the model; null for no name.</param>
    /// <exception cref="ArgumentNullException"><paramref name="model"/> is null.</exception>
    /// <exception cref="ArgumentException">There is no encoder in the model.</exception>
    public static IEmbeddingGenerator<string, Embedding<float>> AsEmbeddingGenerator(this ITransformer model, string? modelId = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new EncoderEmbeddingGenerator(FindEncoder(model) ?? throw NoEncoder(model), modelId);
    }

    private static ContextMemoryEncodeTransformer? FindEncoder(ITransformer model) => model switch
    {
        ContextMemoryEncodeTransformer encoder => encoder,
        IEnumerable<ITransformer> chain => chain.Select(FindEncoder).LastOrDefault(encoder => encoder is not null),
        _ => null,
    };

    private static ArgumentException NoEncoder(ITransformer model) => new(
        $"The model is a {model.GetType().Name} without a {nameof(ContextMemoryEncodeTransformer)}. " +
        "Give what Fit has returned of a pipeline with Transforms.ContextMemoryEncode.",
        nameof(model));
}
