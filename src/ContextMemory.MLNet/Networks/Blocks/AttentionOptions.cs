namespace ContextMemory.MLNet;

/// <summary>
/// Options of <see cref="EncoderKind.Attention"/>: every token attends to every other of its segment, and to some of the segments before
/// (Vaswani 2017).
/// </summary>
public sealed record AttentionOptions : AttentionBlockOptions
{
    internal const string SavedName = "Attention.v1";

    /// <inheritdoc/>
    public override EncoderKind Kind => EncoderKind.Attention;
}
