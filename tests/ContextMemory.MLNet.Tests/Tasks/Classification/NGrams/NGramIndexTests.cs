using ContextMemory.MLNet.Tasks.Classification.NGrams;

namespace ContextMemory.MLNet.Tests.Tasks.Classification.NGrams;

public sealed class NGramIndexTests
{
    private const int FirstUnknown = 100;

    // Word 2 is in all three documents, 3 in two, 4 in one.
    private static readonly int[][] Documents = [[2, 2, 2, 3], [2, 3], [2, 4]];

    [Fact]
    public void A_document_is_a_vector_of_length_1_of_frequency_times_rarity()
    {
        NGramIndex index = Count(1, most: 10);
        var vector = new NGramVector();
        index.Vectorize(Documents[0], vector);

        // (1 + ln 3) · (1 + ln(4 / 4)) for word 2, (1 + ln 1) · (1 + ln(4 / 3)) for word 3.
        double often = 1 + Math.Log(3);
        double rare = 1 + Math.Log(4.0 / 3);
        double length = Math.Sqrt(often * often + rare * rare);
        Assert.Equal(2, vector.Features.Count);
        Assert.Equal([rare / length, often / length], vector.Values.Order().Select(value => (double)value), new Near(1e-6));
        Assert.True(vector.Features[0] < vector.Features[1]);
    }

    [Fact]
    public void What_is_not_known_is_left_out()
    {
        NGramIndex index = Count(2, most: 10);
        var vector = new NGramVector();
        index.Vectorize([50, 51, 52], vector);
        Assert.Empty(vector.Features);
        index.Vectorize([50, 2, 51], vector);
        Assert.Equal([1f], vector.Values);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(2, 2)]
    [InlineData(1, 1)]
    public void Only_the_most_frequent_are_kept(int most, int kept) => Assert.Equal(kept, Count(1, most).Count);

    [Fact]
    public void The_rarest_go_together()
    {
        // Two pairs of words and three words occur, in 3, 2, 1, 2 and 1 documents: with 4 allowed, those of 1 document all go.
        Assert.Equal(3, Count(2, most: 4).Count);
    }

    [Fact]
    public void The_order_of_the_documents_does_not_matter()
    {
        NGramIndex index = Count(2, most: 10);
        var counter = new NGramCounter(FirstUnknown, 2, mostCounted: 100);
        foreach (int[] document in Documents.Reverse())
        {
            counter.Add(document);
        }

        NGramIndex other = counter.Build(10);
        Assert.Equal(index.NGrams, other.NGrams);
        Assert.Equal(index.Rarities, other.Rarities);
        Assert.True(NGramIndex.IsAscending(index.NGrams));
        Assert.False(NGramIndex.IsAscending([1, 1]));
    }

    [Fact]
    public void Of_more_than_may_be_counted_the_rarest_are_forgotten()
    {
        var counter = new NGramCounter(FirstUnknown, longest: 1, mostCounted: 2);
        foreach (int[] document in Documents)
        {
            counter.Add(document);
        }

        Assert.Equal(2, counter.Build(10).Count);
    }

    private static NGramIndex Count(int longest, int most)
    {
        var counter = new NGramCounter(FirstUnknown, longest, mostCounted: 100);
        foreach (int[] document in Documents)
        {
            counter.Add(document);
        }

        return counter.Build(most);
    }

    private sealed class Near(double tolerance) : IEqualityComparer<double>
    {
        public bool Equals(double x, double y) => Math.Abs(x - y) <= tolerance;

        public int GetHashCode(double obj) => 0;
    }
}
