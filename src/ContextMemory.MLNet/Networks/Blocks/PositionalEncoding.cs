namespace ContextMemory.MLNet;

/// <summary>How attention learns where a token stands.</summary>
public enum PositionalEncoding
{
    /// <summary>Sines and cosines of the position (Vaswani 2017, section 3.5): works for documents of any length.</summary>
    Sinusoidal,

    /// <summary>One learned vector a position, repeated beyond <see cref="BlockOptions.LearnedPositions"/>.</summary>
    Learned,

    /// <summary>Nothing: for memories, which read tokens in order.</summary>
    None,
}
