namespace ContextMemory.MLNet.Tests.Networks.Blocks;

public sealed class BlockOptionsTests
{
    [Fact]
    public void Defaults_are_those_documented()
    {
        Assert.Equal(
            new AttentionOptions
            {
                FeedForwardSize = 256,
                Positions = PositionalEncoding.Sinusoidal,
                PositionAmplitude = 0,
                LearnedPositions = 512,
                Heads = 4,
                Causal = false,
                MemoryLength = 256,
            },
            new AttentionOptions());
        Assert.Equal(
            new KeyValueMemoryOptions
            {
                FeedForwardSize = 256,
                Positions = PositionalEncoding.None,
                PositionAmplitude = 0,
                LearnedPositions = 512,
                WriteCost = 1e-4,
                Slots = 32,
                GatedWrites = true,
            },
            new KeyValueMemoryOptions());
        Assert.Equal(new DeltaMemoryOptions { Positions = PositionalEncoding.None, WriteCost = 1e-4, Heads = 2 }, new DeltaMemoryOptions());
    }

    [Fact]
    public void Recurrent_layers_there_are_none()
    {
        foreach (EncoderOptions options in new EncoderOptions[] { new AttentionOptions(), new KeyValueMemoryOptions() })
        {
            Assert.Null(options.RecurrentSize);
            Assert.Same(options, options.WithRecurrentSize(5));
            Assert.True(options.HasBlocks);
        }
    }

    [Fact]
    public void Causal_attention_and_a_memory_of_slots_read_one_way()
    {
        Assert.False(new AttentionOptions().ReadsOneWay);
        Assert.True(new AttentionOptions { Causal = true }.ReadsOneWay);
        Assert.True(new KeyValueMemoryOptions().ReadsOneWay);
    }

    [Fact]
    public void The_amplitude_of_positions_follows_from_the_size()
    {
        Assert.Equal(0.125, new AttentionOptions { EmbeddingSize = 64 }.AmplitudeOfPositions);
        Assert.Equal(2, new KeyValueMemoryOptions { EmbeddingSize = 64, PositionAmplitude = 2 }.AmplitudeOfPositions);
    }

    [Fact]
    public void All_faults_are_in_one_message()
    {
        string[] faults =
        [
            "FeedForwardSize is -1; allowed is 1 to 16384: twice EmbeddingSize is a good start.",
            "Positions is -1; allowed is Sinusoidal, Learned, None: use Sinusoidal.",
            "PositionAmplitude is -1; allowed is 0 to 1000: 0 derives it from EmbeddingSize.",
            "LearnedPositions is 0; allowed is 1 to 1000000: 512 is enough for most texts.",
        ];
        var wrong = new { FeedForwardSize = -1, Positions = (PositionalEncoding)(-1), PositionAmplitude = -1.0, LearnedPositions = 0, MemoryLength = -1, Slots = 0 };
        OptionsChecks.AssertFaults(
            KindOptions.Of(EncoderKind.Attention, wrong).Validate, [.. faults, "MemoryLength is -1; allowed is 0 to 65536: 256 suits most texts, 0 turns it off."]);
        OptionsChecks.AssertFaults(
            KindOptions.Of(EncoderKind.KeyValueMemory, wrong).Validate, [.. faults, "Slots is 0; allowed is 1 to 4096: 32 suits most texts."]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-4)]
    [InlineData(7)]
    public void Heads_must_divide_the_size(int heads) => OptionsChecks.AssertFaults(
        new AttentionOptions { Heads = heads }.Validate,
        $"Heads is {heads}; allowed is a divisor of EmbeddingSize (128): each head takes an equal share of the vector; 4 is usual.");

    [Fact]
    public void Sizes_are_not_reduced_where_heads_would_not_share_them_evenly()
    {
        var small = new EncoderDefaults { EmbeddingSize = 64 };
        Assert.Equal(64, new AttentionOptions { Heads = 8 }.Reduce(small).EmbeddingSize);
        Assert.Equal(128, new AttentionOptions { Heads = 128 }.Reduce(small).EmbeddingSize);
    }
}
