using ContextMemory.MLNet.Tasks;

namespace ContextMemory.MLNet.Tests.Networks;

public sealed class EncoderOptionsTests
{
    [Fact]
    public void Defaults_are_those_documented() => Assert.Equal(
        new EncoderOptions
        {
            Kind = EncoderKind.Attention,
            EmbeddingSize = 128,
            HiddenSize = 128,
            Layers = 1,
            Bidirectional = true,
            Heads = 4,
            FeedForwardSize = 256,
            Positions = PositionalEncoding.Sinusoidal,
            PositionAmplitude = 0,
            LearnedPositions = 512,
            Causal = false,
            MemoryLength = 256,
            GatesSeeMemory = true,
            Slots = 32,
            Pooling = Pooling.Mean,
            Dropout = null,
            SegmentLength = 256,
        },
        new EncoderOptions());

    [Theory]
    [InlineData(3, 64)]
    [InlineData(64, 64)]
    [InlineData(65, 128)]
    [InlineData(300, 512)]
    [InlineData(5_000, 512)]
    public void A_segment_holds_19_of_20_rows(int length, int expected)
    {
        // One long row in forty does not count.
        int[][] documents = [.. Enumerable.Range(0, 40).Select(i => new int[i == 7 ? 9_000 : length])];
        Assert.Equal(expected, (new EncoderOptions { SegmentLength = 0 }).For(documents).SegmentLength);
        Assert.Equal(33, (new EncoderOptions { SegmentLength = 33 }).For(documents).SegmentLength);
    }

    [Theory]
    [InlineData(EncoderKind.Attention, 0.1)]
    [InlineData(EncoderKind.AttentionLstm, 0.1)]
    [InlineData(EncoderKind.KeyValueMemory, 0.1)]
    [InlineData(EncoderKind.Lstm, 0.5)]
    [InlineData(EncoderKind.Gru, 0.5)]
    [InlineData(EncoderKind.GatedMemory, 0.5)]
    public void Extraction_drops_much_of_recurrent_layers_and_little_of_blocks(EncoderKind kind, double expected)
    {
        var options = new EncoderOptions { Kind = kind };
        Assert.Equal(0.1, options.DropoutRate);
        Assert.Equal(expected, options.ForExtraction().DropoutRate);
        Assert.Equal(0.3, (options with { Dropout = 0.3 }).ForExtraction().DropoutRate);
        Assert.Equal(0, (options with { Dropout = 0 }).ForExtraction().DropoutRate);
    }

    [Fact]
    public void The_amplitude_of_positions_follows_from_the_size()
    {
        Assert.Equal(0.125, new EncoderOptions { EmbeddingSize = 64 }.AmplitudeOfPositions);
        Assert.Equal(2, new EncoderOptions { EmbeddingSize = 64, PositionAmplitude = 2 }.AmplitudeOfPositions);
    }

    [Fact]
    public void Models_saved_before_an_option_was_there_do_as_they_did()
    {
        EncoderOptions earlier = OptionsJson.ReadEncoder("""{ "Kind": "Attention", "EmbeddingSize": 64, "Dropout": 0.1 }""");
        Assert.Equal(1, earlier.AmplitudeOfPositions);
        Assert.Equal(0, earlier.MemoryLength);
        Assert.Equal(new EncoderOptions(), OptionsJson.ReadEncoder(OptionsJson.Write(new EncoderOptions())));
    }

    [Fact]
    public void Defaults_are_valid() => OptionsChecks.AssertValid(new EncoderOptions().Validate);

    [Fact]
    public void All_faults_are_in_one_message() => OptionsChecks.AssertFaults(
        new EncoderOptions
        {
            Kind = (EncoderKind)99,
            EmbeddingSize = 0,
            HiddenSize = 5_000,
            Layers = 49,
            FeedForwardSize = -1,
            Positions = (PositionalEncoding)(-1),
            PositionAmplitude = -1,
            LearnedPositions = 0,
            Pooling = 0,
            MemoryLength = -1,
            Slots = 0,
            Dropout = 0.96,
            SegmentLength = 7,
        }.Validate,
        "Kind is 99; allowed is Attention, Lstm, Gru, AttentionLstm, GatedMemory, KeyValueMemory: use Gru for a first try.",
        "EmbeddingSize is 0; allowed is 1 to 4096: 128 suits most texts.",
        "HiddenSize is 5000; allowed is 1 to 4096: 128 suits most texts.",
        "Layers is 49; allowed is 1 to 48: start with 1.",
        "FeedForwardSize is -1; allowed is 1 to 16384: twice EmbeddingSize is a good start.",
        "Positions is -1; allowed is Sinusoidal, Learned: use Sinusoidal.",
        "PositionAmplitude is -1; allowed is 0 to 1000: 0 derives it from EmbeddingSize.",
        "LearnedPositions is 0; allowed is 1 to 1000000: 512 is enough for most texts.",
        "Pooling is 0; allowed is Mean, Max, Last, Attention or several of them joined with |: use Pooling.Mean.",
        "MemoryLength is -1; allowed is 0 to 65536: 256 suits most texts, 0 turns it off.",
        "Slots is 0; allowed is 1 to 4096: 32 suits most texts.",
        "Dropout is 0.96; allowed is 0 to 0.95: 0.1 to 0.5 are usual, 0 turns it off.",
        "SegmentLength is 7; allowed is 8 to 65536, or 0: 256 suits most texts, 0 derives it from the data.");

    [Theory]
    [InlineData(0)]
    [InlineData(-4)]
    [InlineData(7)]
    public void Heads_must_divide_the_size(int heads) => OptionsChecks.AssertFaults(
        new EncoderOptions { Heads = heads }.Validate,
        $"Heads is {heads}; allowed is a divisor of EmbeddingSize (128): each head takes an equal share of the vector; 4 is usual.");

    [Fact]
    public void Heads_do_not_matter_to_an_LSTM() =>
        OptionsChecks.AssertValid(new EncoderOptions { Kind = EncoderKind.Lstm, Heads = 7 }.Validate);

    [Fact]
    public void Dropout_must_be_a_number() => OptionsChecks.AssertFaults(
        new EncoderOptions { Dropout = double.NaN }.Validate,
        "Dropout is NaN; allowed is 0 to 0.95: 0.1 to 0.5 are usual, 0 turns it off.");

    [Fact]
    public void Any_union_of_poolings_is_valid()
    {
        for (int pooling = 1; pooling < 16; pooling++)
        {
            OptionsChecks.AssertValid(new EncoderOptions { Pooling = (Pooling)pooling }.Validate);
        }
    }
}
