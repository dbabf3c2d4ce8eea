using Microsoft.Extensions.AI;

namespace ContextMemory.MLNet.ExtensionsAI;

/// <summary>An encoder that gives the vectors of texts.</summary>
internal sealed class EncoderEmbeddingGenerator(ContextMemoryEncodeTransformer encoder, string? modelId) : IEmbeddingGenerator<string, Embedding<float>>
{
    // Between two of these a call can be cancelled.
    private const int TextsTogether = 64;

    private readonly EmbeddingGeneratorMetadata _metadata = new("ContextMemory.MLNet", providerUri: null, modelId, encoder.OutputSize);

    /// <exception cref="ArgumentException">The options ask for vectors of another size.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (options?.Dimensions is { } size && size != encoder.OutputSize)
        {
            throw new ArgumentException(
                $"The options ask for vectors of {size} numbers; the encoder's have {encoder.OutputSize}. Leave {nameof(options.Dimensions)} out.", nameof(options));
        }

        return Task.Run(() => Generate(values, options?.ModelId ?? modelId, cancellationToken), cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : serviceType.IsInstanceOfType(encoder) ? encoder
            : null;
    }

    public void Dispose()
    {
    }

    private GeneratedEmbeddings<Embedding<float>> Generate(IEnumerable<string> values, string? model, CancellationToken cancellation)
    {
        var embeddings = new GeneratedEmbeddings<Embedding<float>>();
        foreach (string[] texts in values.Chunk(TextsTogether))
        {
            cancellation.ThrowIfCancellationRequested();
            embeddings.AddRange(encoder.Encode(texts, encoder.Threads).Select(vector => new Embedding<float>(vector) { ModelId = model }));
        }

        return embeddings;
    }
}
