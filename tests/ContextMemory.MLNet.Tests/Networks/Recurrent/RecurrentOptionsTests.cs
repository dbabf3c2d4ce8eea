namespace ContextMemory.MLNet.Tests.Networks.Recurrent;

public sealed class RecurrentOptionsTests
{
    public static TheoryData<EncoderKind> Kinds => [EncoderKind.Lstm, EncoderKind.Gru, EncoderKind.GatedMemory];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Defaults_are_those_documented(EncoderKind kind)
    {
        var options = (RecurrentOptions)EncoderOptions.Of(kind);
        Assert.Equal((128, true), (options.HiddenSize, options.Bidirectional));
        Assert.Equal((128, false), (options.RecurrentSize, options.HasBlocks));
    }

    [Fact]
    public void Gates_see_the_memory_by_default()
    {
        Assert.True(new GatedMemoryOptions().GatesSeeMemory);
        Assert.EndsWith("forwards, gates see the token alone", new GatedMemoryOptions { Bidirectional = false, GatesSeeMemory = false }.Describe());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_does_not_read_backwards_reads_one_way(EncoderKind kind)
    {
        Assert.False(EncoderOptions.Of(kind).ReadsOneWay);
        Assert.True(KindOptions.Of(kind, new { Bidirectional = false }).ReadsOneWay);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_hidden_size_of_0_is_allowed_where_it_is_derived(EncoderKind kind)
    {
        EncoderOptions options = KindOptions.Of(kind, new { HiddenSize = 0 });
        OptionsChecks.AssertValid(faults => options.Validate(faults, derivesHiddenSize: true));
        OptionsChecks.AssertFaults(options.Validate, "HiddenSize is 0; allowed is 1 to 4096: 128 suits most texts.");
        OptionsChecks.AssertFaults(
            faults => options.WithRecurrentSize(-1).Validate(faults, derivesHiddenSize: true),
            "HiddenSize is -1; allowed is 0 to 4096: 0 derives it from the data.");
    }
}
