using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Classification.NGrams;

namespace ContextMemory.MLNet.Tests.Tasks.Classification.NGrams;

public sealed class NGramMemoryTests
{
    [Theory]
    [InlineData(0, 3, false, 8_000_000, 1_000_000, 2_000_000)]
    [InlineData(0, 3, true, 8_000_000, 1_000_000, 2_000_000)]
    [InlineData(0, 100, false, 8_000_000, 80_000, 2_000_000)]
    [InlineData(64, 3, false, 299_593, 74_898, 262_144)]
    [InlineData(64, 150, false, 299_593, 11_983, 262_144)]
    [InlineData(64, 150, true, 299_593, 80_659, 262_144)]
    [InlineData(100_000_000, 100, false, 8_000_000, 80_000, 2_000_000)]
    public void Shares_of_the_memory_bound_what_is_kept(int memoryMB, int classes, bool areMany, int counted, int features, long remembered) =>
        Assert.Equal(new NGramBounds(counted, features, remembered), NGramBounds.For(memoryMB, classes, areMany));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(20_000)]
    [InlineData(1_000_000)]
    public void Different_numbers_are_counted_within_five_percent(int count)
    {
        var different = new DistinctCount();
        var random = new RandomStream(1);
        for (int i = 0; i < count; i++)
        {
            ulong number = random.NextBits();
            different.Add(number);
            different.Add(number);
        }

        Assert.InRange(different.Estimate(), 0.95 * count - 1, 1.05 * count + 1);
    }

    [Fact]
    public void More_rows_classes_and_passes_take_more()
    {
        int[][] documents = [.. Enumerable.Range(0, 200).Select(row => Enumerable.Range(10 * row, 50).ToArray())];
        NGramMemory usual = Estimate(documents, classes: 4, isTwice: false);

        // About 2,000 words and as many pairs of them, of which the documents have 99 each: these are kept, and remembered.
        Assert.InRange(usual.Rows, 200 * 99 * 8, 200 * 99 * 8);
        Assert.InRange(usual.Fixed, 200 * 99 * 40, 200 * 99 * 40 + 2 * 4_000 * 100);
        Assert.True(Estimate(documents[..100], classes: 4, isTwice: false).Fixed < 0.6 * usual.Fixed);
        Assert.True(Estimate(documents, classes: 150, isTwice: false).Fixed > usual.Fixed + 4_000 * 140 * sizeof(float));
        Assert.True(Estimate(documents, classes: 4, isTwice: true).Fixed > usual.Fixed + 4_000 * 40);
    }

    [Fact]
    public void Of_many_classes_only_pairs_that_occur_take_memory()
    {
        int[][] documents = [.. Enumerable.Range(0, 20).Select(row => Enumerable.Range(10 * row, 50).ToArray())];
        long oneLabel = Estimate(documents, classes: 1_000, isTwice: false).Fixed;
        Assert.InRange(oneLabel, 0, 1 << 20);
        Assert.True(Estimate(documents, classes: 1_000, isTwice: false, labelsPerRow: 3).Fixed > oneLabel + 2 * 20 * 99 * 40);
    }

    private static NGramMemory Estimate(int[][] documents, int classes, bool isTwice, double labelsPerRow = 1) => NGramMemory.Estimate(
        documents, firstUnknown: 10_000, longest: 2, NGramBounds.For(0, classes, areMany: false), classes, labelsPerRow, workers: 1, isTwice);
}
