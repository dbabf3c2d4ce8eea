using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Networks;

public sealed class EncoderOptionsTests
{
    private static readonly EncoderDefaults OfTask = new()
    {
        EmbeddingSize = 32,
        HiddenSize = 24,
        FeedForwardSize = 48,
        Pooling = Pooling.Max,
        SegmentLength = 64,
    };

    public static TheoryData<EncoderKind> Kinds => [.. EncoderKinds.Own];

    public static TheoryData<EncoderKind> LearnedFromNothing => [.. EncoderKinds.LearnedFromNothing];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Defaults_that_all_kinds_share_are_those_documented(EncoderKind kind)
    {
        EncoderOptions options = EncoderOptions.Of(kind);
        Assert.Equal(kind, options.Kind);
        Assert.Equal((128, 1, Pooling.Mean, null, 256), (options.EmbeddingSize, options.Layers, options.Pooling, options.Dropout, options.SegmentLength));
        OptionsChecks.AssertValid(options.Validate);
    }

    [Fact]
    public void A_kind_that_there_is_not_has_no_options() => Assert.Equal(
        $"EncoderOptions has a fault:{Environment.NewLine}" +
        "  Kind is 99; allowed is Attention, Lstm, Gru, AttentionLstm, GatedMemory, KeyValueMemory, DeltaMemory, Pretrained: use Gru for a first try.",
        Assert.Throws<ArgumentException>(() => EncoderOptions.Of((EncoderKind)99)).Message);

    [Fact]
    public void A_module_has_no_defaults() => Assert.Contains(
        "Kind is Module; allowed is Attention, Lstm, Gru, AttentionLstm, GatedMemory, KeyValueMemory, DeltaMemory, Pretrained: give a module of your own in the options, as new " +
        "TorchSharpModuleEncoder(name, create) of the package ContextMemory.MLNet.TorchSharp.",
        Assert.Throws<ArgumentException>(() => EncoderOptions.Of(EncoderKind.Module)).Message);

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
        int usual = TokenCodes.UsualLength(documents);
        Assert.Equal(expected, new GruOptions { SegmentLength = 0 }.For(usual).SegmentLength);
        Assert.Equal(33, new GruOptions { SegmentLength = 33 }.For(usual).SegmentLength);
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
        EncoderOptions options = EncoderOptions.Of(kind);
        Assert.Equal(0.1, options.DropoutRate);
        Assert.Equal(expected, options.ForExtraction().DropoutRate);
        Assert.Equal(0.3, (options with { Dropout = 0.3 }).ForExtraction().DropoutRate);
        Assert.Equal(0, (options with { Dropout = 0 }).ForExtraction().DropoutRate);
    }

    [Theory]
    [InlineData(EncoderKind.Attention, "Attention, 1 layer, embedding 128, 4 heads, feed-forward 256, sinusoidal positions")]
    [InlineData(EncoderKind.Lstm, "Lstm, 1 layer, embedding 128, hidden 128 in each direction")]
    [InlineData(EncoderKind.Gru, "Gru, 1 layer, embedding 128, hidden 128 in each direction")]
    [InlineData(
        EncoderKind.AttentionLstm,
        "AttentionLstm, 1 layer, embedding 128, 4 heads, feed-forward 256, sinusoidal positions, hidden 128 in each direction")]
    [InlineData(EncoderKind.GatedMemory, "GatedMemory, 1 layer, embedding 128, hidden 128 in each direction, gates see the memory")]
    [InlineData(EncoderKind.KeyValueMemory, "KeyValueMemory, 1 layer, embedding 128, 32 slots, gated writes, feed-forward 256, no positions")]
    public void A_line_tells_the_kind_and_its_sizes(EncoderKind kind, string expected) => Assert.Equal(expected, EncoderOptions.Of(kind).Describe());

    [Theory]
    [MemberData(nameof(LearnedFromNothing))]
    public void What_is_not_set_is_that_of_the_task(EncoderKind kind) => Assert.Equal(
        KindOptions.Of(kind, new { EmbeddingSize = 32, HiddenSize = 24, FeedForwardSize = 48, Pooling = Pooling.Max, SegmentLength = 64 }),
        EncoderOptions.Of(kind).Over(OfTask));

    [Theory]
    [MemberData(nameof(LearnedFromNothing))]
    public void What_is_set_stays_even_where_it_is_the_usual_default(EncoderKind kind)
    {
        EncoderOptions set = KindOptions.Of(
            kind, new { EmbeddingSize = 128, HiddenSize = 128, FeedForwardSize = 256, Pooling = Pooling.Mean, SegmentLength = 256 });
        Assert.Equal(EncoderOptions.Of(kind), set.Over(OfTask));
    }

    [Theory]
    [MemberData(nameof(LearnedFromNothing))]
    public void Defaults_of_an_effort_come_in_place_of_those_of_a_task(EncoderKind kind)
    {
        EncoderOptions chosen = EncoderOptions.Of(kind).Over(OfTask).Reduce(new EncoderDefaults { EmbeddingSize = 16, HiddenSize = 8 });
        Assert.Equal((16, 64, Pooling.Max), (chosen.EmbeddingSize, chosen.SegmentLength, chosen.Pooling));
        Assert.True(chosen.RecurrentSize is null or 8);
    }

    [Fact]
    public void A_pretrained_transformer_takes_nothing_from_a_task() =>
        Assert.Equal(new PretrainedOptions(), new PretrainedOptions().Over(OfTask).Reduce(new EncoderDefaults { EmbeddingSize = 16 }));

    [Fact]
    public void All_faults_are_in_one_message() => OptionsChecks.AssertFaults(
        new GruOptions { EmbeddingSize = 0, HiddenSize = 5_000, Layers = 49, Pooling = 0, Dropout = 0.96, SegmentLength = 7 }.Validate,
        "EmbeddingSize is 0; allowed is 1 to 4096: 128 suits most texts.",
        "Layers is 49; allowed is 1 to 48: start with 1.",
        "Pooling is 0; allowed is Mean, Max, Last, Attention, First or several of them joined with |: use Pooling.Mean.",
        "Dropout is 0.96; allowed is 0 to 0.95: 0.1 to 0.5 are usual, 0 turns it off.",
        "SegmentLength is 7; allowed is 8 to 65536, or 0: 256 suits most texts, 0 derives it from the data.",
        "HiddenSize is 5000; allowed is 1 to 4096: 128 suits most texts.");

    [Fact]
    public void Dropout_must_be_a_number() => OptionsChecks.AssertFaults(
        new GruOptions { Dropout = double.NaN }.Validate,
        "Dropout is NaN; allowed is 0 to 0.95: 0.1 to 0.5 are usual, 0 turns it off.");

    [Fact]
    public void Any_union_of_poolings_is_valid()
    {
        for (int pooling = 1; pooling < 32; pooling++)
        {
            OptionsChecks.AssertValid(new GruOptions { Pooling = (Pooling)pooling }.Validate);
        }
    }
}
