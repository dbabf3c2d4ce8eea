namespace ContextMemory.MLNet.Tests.Networks.AttentionLstm;

public sealed class AttentionLstmOptionsTests
{
    [Fact]
    public void Defaults_are_those_of_both_parts()
    {
        var options = new AttentionLstmOptions();
        Assert.Equal((256, 4, false, 256), (options.FeedForwardSize, options.Heads, options.Causal, options.MemoryLength));
        Assert.Equal((128, true), (options.HiddenSize, options.Bidirectional));
        Assert.Equal((128, true), (options.RecurrentSize, options.HasBlocks));
    }

    [Theory]
    [InlineData(false, true, false)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)]
    public void Both_parts_must_read_one_way(bool causal, bool bidirectional, bool expected) =>
        Assert.Equal(expected, new AttentionLstmOptions { Causal = causal, Bidirectional = bidirectional }.ReadsOneWay);

    [Fact]
    public void Faults_of_both_parts_are_in_one_message()
    {
        var options = new AttentionLstmOptions { EmbeddingSize = 10, HiddenSize = 0 };
        const string Heads = "Heads is 4; allowed is a divisor of EmbeddingSize (10): each head takes an equal share of the vector; 4 is usual.";
        OptionsChecks.AssertFaults(options.Validate, Heads, "HiddenSize is 0; allowed is 1 to 4096: 128 suits most texts.");
        OptionsChecks.AssertFaults(faults => options.Validate(faults, derivesHiddenSize: true), Heads);
    }
}
