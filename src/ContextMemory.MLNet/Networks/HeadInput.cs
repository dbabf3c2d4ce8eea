namespace ContextMemory.MLNet.Networks;

/// <summary>What a linear head reads.</summary>
internal enum HeadInput
{
    /// <summary>The vectors of tokens.</summary>
    Tokens,

    /// <summary>The vectors of tokens, each beside the mean of those of the same word elsewhere in its segment.</summary>
    RepeatedTokens,

    /// <summary>The pooled vectors of documents.</summary>
    Documents,
}
