using System.Globalization;

namespace ContextMemory.MLNet.Cli.Tasks;

/// <summary>What 'cmem info' says of the part that all models share: from text to a vector.</summary>
internal static class EncoderDescription
{
    public static IEnumerable<(string Name, string Value)> Of(TextTransformer transformer)
    {
        EncoderOptions encoder = transformer.Encoder;
        yield return ("encoder", encoder.Describe());
        yield return ("pooling", $"{encoder.Pooling}");
        yield return ("dropout", (encoder.Dropout ?? EncoderOptions.UsualDropout).ToString(CultureInfo.InvariantCulture));
        yield return ("segments", $"of {encoder.SegmentLength} tokens");
        yield return ("vocabulary", $"{Count(transformer.VocabularySize)} words; others by their character n-grams");
        yield return ("parameters", Count(transformer.ParameterCount));
        if (transformer.Precision != ModelPrecision.Single)
        {
            yield return ("precision", transformer.Precision.ToString().ToLowerInvariant());
        }
    }

    /// <summary>Size of the recurrent layers, in each direction; null where an encoder has none.</summary>
    public static int? HiddenSizeOf(EncoderOptions encoder) => encoder switch
    {
        RecurrentOptions recurrent => recurrent.HiddenSize,
        AttentionLstmOptions attention => attention.HiddenSize,
        _ => null,
    };

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
