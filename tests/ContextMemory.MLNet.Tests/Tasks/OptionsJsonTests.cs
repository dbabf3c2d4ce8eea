using ContextMemory.MLNet.Tasks;

namespace ContextMemory.MLNet.Tests.Tasks;

public sealed class OptionsJsonTests
{
    public static TheoryData<EncoderKind> Kinds => [.. Enum.GetValues<EncoderKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Options_of_an_encoder_are_read_as_they_were_written(EncoderKind kind)
    {
        EncoderOptions options = Unusual(kind);
        Assert.Equal(options, OptionsJson.ReadEncoder(OptionsJson.Write(options)));
        Assert.Equal(EncoderOptions.Of(kind), OptionsJson.ReadEncoder(OptionsJson.Write(EncoderOptions.Of(kind))));
    }

    [Fact]
    public void Models_saved_before_an_option_was_there_do_as_they_did()
    {
        var earlier = (AttentionOptions)OptionsJson.ReadEncoder("""{ "Kind": "Attention", "EmbeddingSize": 64, "Dropout": 0.1 }""");
        Assert.Equal(1, earlier.AmplitudeOfPositions);
        Assert.Equal(0, earlier.MemoryLength);
    }

    private static EncoderOptions Unusual(EncoderKind kind) => KindOptions.Of(kind, new
    {
        EmbeddingSize = 24,
        HiddenSize = 20,
        Layers = 2,
        Bidirectional = false,
        Heads = 3,
        FeedForwardSize = 40,
        Positions = PositionalEncoding.Learned,
        PositionAmplitude = 0.5,
        LearnedPositions = 100,
        Causal = true,
        MemoryLength = 10,
        GatesSeeMemory = false,
        Slots = 6,
        Pooling = Pooling.Max | Pooling.Last,
        Dropout = 0.25,
        SegmentLength = 48,
    });
}
