namespace ContextMemory.MLNet.Tests.Tasks.Entities;

public sealed class EntityFeatureOptionsTests
{
    [Fact]
    public void Defaults_are_those_documented() => Assert.Equal(
        new EntityFeatureOptions
        {
            MinimumWordCount = 2,
            MaximumWords = 50_000,
            HashBuckets = 8_192,
            MinimumFeatureCount = 2,
            MaximumFeatures = 1_000_000,
            FeatureDropout = 0.4,
            WordDropout = 0.1,
            Gazetteers = [],
            Characters = null,
        },
        new EntityFeatureOptions());

    [Fact]
    public void Defaults_are_valid() => OptionsChecks.AssertValid(new EntityFeatureOptions().Validate);

    [Fact]
    public void All_faults_are_in_one_message() => OptionsChecks.AssertFaults(
        new EntityFeatureOptions
        {
            MinimumWordCount = 0,
            MaximumWords = 0,
            HashBuckets = 0,
            MinimumFeatureCount = 0,
            MaximumFeatures = 0,
            FeatureDropout = 1,
            WordDropout = -0.1,
            Gazetteers = ["towns.txt", ""],
            Characters = new LstmOptions { HiddenSize = 0 },
        }.Validate,
        "MinimumWordCount is 0; allowed is 1 to 1000000: use 2 to read words that occur once by their characters.",
        "MaximumWords is 0; allowed is 1 to 10000000: 50000 is enough for most texts.",
        "HashBuckets is 0; allowed is 1 to 10000000: 8192 is enough for most texts.",
        "MinimumFeatureCount is 0; allowed is 1 to 1000000: 2 leaves out what is seen once.",
        "MaximumFeatures is 0; allowed is 1 to 10000000: 1000000 is enough for most texts.",
        "FeatureDropout is 1; allowed is 0 to 0.95: 0.4 is usual, 0 turns it off.",
        "WordDropout is -0.1; allowed is 0 to 0.95: 0.1 is usual, 0 turns it off.",
        "Gazetteers is a list with an empty name; allowed is up to 100 names of files: leave it out to use none.",
        "Characters.HiddenSize is 0; allowed is 1 to 4096: 128 suits most texts.");
}
