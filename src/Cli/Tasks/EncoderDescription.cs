using System.Globalization;

namespace ContextMemory.MLNet.Cli.Tasks;

/// <summary>What 'cmem info' says of the part that all models share: from text to a vector.</summary>
internal static class EncoderDescription
{
    public static IEnumerable<(string Name, string Value)> Of(TextTransformer transformer)
    {
        EncoderOptions encoder = transformer.Encoder;
        yield return ("encoder", Of(encoder));
        yield return ("pooling", $"{encoder.Pooling}");
        yield return ("dropout", (encoder.Dropout ?? EncoderOptions.UsualDropout).ToString(CultureInfo.InvariantCulture));
        yield return ("segments", $"of {encoder.SegmentLength} tokens");
        yield return ("vocabulary", $"{Count(transformer.VocabularySize)} words; others by their character n-grams");
        yield return ("parameters", Count(transformer.ParameterCount));
    }

    public static string Of(EncoderOptions encoder)
    {
        string layers = encoder.Layers == 1 ? "1 layer" : $"{encoder.Layers} layers";
        string sizes = encoder.Kind switch
        {
            EncoderKind.Attention => AttentionSizes(encoder),
            EncoderKind.AttentionLstm => $"{AttentionSizes(encoder)}, {RecurrentSizes(encoder)}",
            EncoderKind.GatedMemory => RecurrentSizes(encoder) + (encoder.GatesSeeMemory ? ", gates see the memory" : ", gates see the token alone"),
            EncoderKind.KeyValueMemory => $"{encoder.Slots} slots, feed-forward {encoder.FeedForwardSize}, {Positions(encoder)}",
            _ => RecurrentSizes(encoder),
        };
        return $"{encoder.Kind}, {layers}, embedding {encoder.EmbeddingSize}, {sizes}";
    }

    /// <summary>Whether an encoder has recurrent layers, whose size is the hidden size.</summary>
    public static bool HasHiddenSize(EncoderOptions encoder) => encoder.Kind is not (EncoderKind.Attention or EncoderKind.KeyValueMemory);

    private static string AttentionSizes(EncoderOptions encoder) =>
        $"{encoder.Heads} heads, feed-forward {encoder.FeedForwardSize}, {Positions(encoder)}" +
        (encoder.Causal ? ", causal" : "");

    private static string Positions(EncoderOptions encoder) => $"{encoder.Positions.ToString().ToLowerInvariant()} positions";

    private static string RecurrentSizes(EncoderOptions encoder) =>
        $"hidden {encoder.HiddenSize} {(encoder.Bidirectional ? "in each direction" : "forwards")}";

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
