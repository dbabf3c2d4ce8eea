namespace ContextMemory.MLNet.Tests.Text;

public sealed class VocabularyOptionsTests
{
    [Fact]
    public void Defaults() => Assert.Equal(
        new VocabularyOptions { LowerCase = true, MinimumCount = 2, MaximumSize = 30_000, HashBuckets = 4_096 }, new VocabularyOptions());

    [Fact]
    public void Defaults_are_valid() => OptionsChecks.AssertValid(new VocabularyOptions().Validate);

    [Fact]
    public void All_faults_are_in_one_message() => OptionsChecks.AssertFaults(
        new VocabularyOptions { MinimumCount = 0, MaximumSize = 20_000_000, HashBuckets = -5 }.Validate,
        "MinimumCount is 0; allowed is 1 to 1000000: use 2 to read words that occur once by their characters.",
        "MaximumSize is 20000000; allowed is 1 to 10000000: 30000 is enough for most texts.",
        "HashBuckets is -5; allowed is 1 to 10000000: 4096 is enough for most texts.");
}
