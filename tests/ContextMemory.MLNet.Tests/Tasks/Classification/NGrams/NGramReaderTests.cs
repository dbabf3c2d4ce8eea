using ContextMemory.MLNet.Tasks.Classification.NGrams;

namespace ContextMemory.MLNet.Tests.Tasks.Classification.NGrams;

public sealed class NGramReaderTests
{
    private const int FirstUnknown = 100;

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 7)]
    [InlineData(3, 9)]
    [InlineData(5, 10)]
    public void Every_run_up_to_the_longest_is_read(int longest, int expected)
    {
        ulong[] found = Read([2, 3, 4, 5], longest);
        Assert.Equal(expected, found.Length);
        Assert.Equal(expected, found.Distinct().Count());
    }

    [Fact]
    public void The_same_run_has_the_same_number_wherever_it_stands() =>
        Assert.Equal(3, Read([2, 3], 2).Intersect(Read([9, 2, 3, 8], 2)).Count());

    [Fact]
    public void The_order_of_words_counts() => Assert.Equal(2, Read([2, 3], 2).Intersect(Read([3, 2], 2)).Count());

    [Fact]
    public void A_run_is_not_taken_for_another_length() => Assert.Empty(Read([2, 2, 2], 1).Intersect(Read([2, 2, 2], 3).Skip(3).Where((_, i) => i % 2 == 1)));

    [Fact]
    public void An_unknown_word_is_all_its_codes_and_a_known_one_its_first()
    {
        Assert.NotEqual(Read([100, ~101], 1), Read([100, ~102], 1));
        Assert.Equal(Read([100, ~101], 1), Read([100, ~101], 1));
        Assert.Equal(Read([7, ~101], 1), Read([7, ~102], 1));
        Assert.Single(Read([100, ~101, ~102], 2));
    }

    [Fact]
    public void No_codes_are_no_runs() => Assert.Empty(Read([], 2));

    private static ulong[] Read(int[] codes, int longest)
    {
        var ngrams = new List<ulong> { 1 };
        NGramReader.Read(codes, FirstUnknown, longest, ngrams);
        return [.. ngrams];
    }
}
