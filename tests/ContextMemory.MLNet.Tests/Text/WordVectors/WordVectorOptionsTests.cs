namespace ContextMemory.MLNet.Tests.Text.WordVectors;

public sealed class WordVectorOptionsTests
{
    [Fact]
    public void Defaults_are_those_documented() => Assert.Equal(new WordVectorOptions { Path = "", IsFrozen = false }, new WordVectorOptions());

    [Fact]
    public void A_path_is_valid() => OptionsChecks.AssertValid(new WordVectorOptions { Path = "glove.txt" }.Validate);

    [Fact]
    public void A_path_must_be_given()
    {
        OptionsChecks.AssertFaults(
            new WordVectorOptions().Validate,
            "Path is empty; allowed is the name of a file: name a file in the text format of GloVe, word2vec or fastText.");
        OptionsChecks.AssertFaults(
            new WordVectorOptions { Path = null! }.Validate,
            "Path is null; allowed is the name of a file: name a file in the text format of GloVe, word2vec or fastText.");
    }
}
