using ContextMemory.MLNet.Evaluation;
using ContextMemory.MLNet.Tasks.Summarization;

namespace ContextMemory.MLNet.Tests.Tasks.Summarization;

public sealed class BestExtractTests
{
    private static readonly string[] Sentences = ["a b c d", "x y", "e f g h"];

    [Fact]
    public void Sentences_that_make_up_the_reference_are_found() =>
        Assert.Equal([0, 2], Greedy(["a b c d e f g h"], 3));

    [Fact]
    public void No_more_than_allowed_are_taken() => Assert.Equal([0], Greedy(["a b c d e f g"], 1));

    [Fact]
    public void Of_several_references_the_best_counts() => Assert.Equal([1], Greedy(["a b q q q", "x y"], 3));

    [Fact]
    public void Nothing_in_common_is_no_extract() => Assert.Empty(Greedy(["q"], 3));

    private static int[] Greedy(string[] references, int most) =>
        BestExtract.Greedy([.. Sentences.Select(sentence => RougeText.Of(sentence))], [.. references.Select(reference => RougeText.Of(reference))], most);
}
