namespace ContextMemory.MLNet.Tests.Text;

public sealed class VocabularyOptionsTests
{
    [Fact]
    public void Defaults_are_those_documented() => Assert.Equal(
        new VocabularyOptions { LowerCase = true, MinimumCount = 2, MaximumSize = 0, HashBuckets = 4_096 }, new VocabularyOptions());

    [Fact]
    public void Defaults_are_valid() => OptionsChecks.AssertValid(new VocabularyOptions().Validate);

    [Fact]
    public void All_faults_are_in_one_message() => OptionsChecks.AssertFaults(
        new VocabularyOptions { MinimumCount = 0, MaximumSize = 20_000_000, HashBuckets = -5 }.Validate,
        "MinimumCount is 0; allowed is 1 to 1000000: use 2 to read words that occur once by their characters.",
        "MaximumSize is 20000000; allowed is 0 to 10000000: 0 derives it from the text.",
        "HashBuckets is -5; allowed is 1 to 10000000: 4096 is enough for most texts.");

    [Theory]
    [InlineData(10, 20_000)]
    [InlineData(5_000_000, 50_000)]
    [InlineData(1_000_000_000, 100_000)]
    public void The_size_follows_the_text(long tokens, int expected)
    {
        Assert.Equal(expected, new VocabularyOptions().SizeFor(tokens));
        Assert.Equal(7, new VocabularyOptions { MaximumSize = 7 }.SizeFor(tokens));
    }
}
