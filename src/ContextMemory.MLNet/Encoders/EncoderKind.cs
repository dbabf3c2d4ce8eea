namespace ContextMemory.MLNet;

/// <summary>How the vectors of a text's tokens come to know their context.</summary>
public enum EncoderKind
{
    /// <summary>Every token attends to every other of its segment: positions, multi-head self-attention, feed-forward (Vaswani 2017).</summary>
    Attention,

    /// <summary>Tokens are read in order by memory cells with input, forget and output gates (Hochreiter 1997).</summary>
    Lstm,
}
