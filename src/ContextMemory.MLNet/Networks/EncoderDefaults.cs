namespace ContextMemory.MLNet;

/// <summary>What a task or an effort takes in place of the usual defaults of an encoder, whatever its kind; null leaves a default as it is.</summary>
internal sealed record EncoderDefaults
{
    public int? EmbeddingSize { get; init; }

    /// <summary>Of recurrent layers.</summary>
    public int? HiddenSize { get; init; }

    /// <summary>Of blocks.</summary>
    public int? FeedForwardSize { get; init; }

    public Pooling? Pooling { get; init; }

    public int? SegmentLength { get; init; }
}
