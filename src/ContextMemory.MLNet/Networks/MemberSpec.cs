namespace ContextMemory.MLNet.Networks;

/// <summary>One encoder with its heads: embedding, encoder, pooling, heads.</summary>
internal sealed record MemberSpec
{
    /// <summary>What the names of its parameters begin with: empty, or ending with a dot.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>The embedding tables. The vectors of several are joined to one vector a token.</summary>
    public required IReadOnlyList<EmbeddingSpec> Embeddings { get; init; }

    /// <summary>Share of the embedded tokens' dimensions that are set to zero while learning, before the encoder.</summary>
    public required double InputDropout { get; init; }

    /// <summary>The kind of encoder, with its options.</summary>
    public required EncoderOptions Encoder { get; init; }

    /// <summary>How the vectors of tokens become that of a document; null where each token keeps its own.</summary>
    public Pooling? Pooling { get; init; }

    /// <summary>What the vectors are turned into, in the order of their parameters.</summary>
    public IReadOnlyList<HeadSpec> Heads { get; init; } = [];

    /// <summary>A member that reads documents: one table, an encoder, pooling.</summary>
    /// <param name="encoder">The kind of encoder, with its options.</param>
    /// <param name="tableRows">Rows of the embedding table.</param>
    /// <param name="prefix">What the names of its parameters begin with.</param>
    public static MemberSpec OfDocuments(EncoderOptions encoder, int tableRows, string prefix = "") => new()
    {
        Prefix = prefix,
        Embeddings = [new EmbeddingSpec($"{prefix}embedding", tableRows, encoder.EmbeddingSize)],

        // Blocks drop their input themselves, with the positions.
        InputDropout = encoder.HasBlocks ? 0 : encoder.DropoutRate,
        Encoder = InSegments(encoder),
        Pooling = encoder.Pooling,
    };

    /// <summary>These options with the usual length of segments where none was derived.</summary>
    public static EncoderOptions InSegments(EncoderOptions encoder) =>
        encoder.SegmentLength > 0 ? encoder : encoder with { SegmentLength = EncoderOptions.UsualSegmentLength };
}
