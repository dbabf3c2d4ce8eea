using ContextMemory.MLNet.Tasks.Summarization;

namespace ContextMemory.MLNet.Tests.Tasks.Summarization;

public sealed class SummaryPartsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1, 1)]
    [InlineData(4_096, 4_096)]
    [InlineData(4_097, 2_048, 2_049)]
    [InlineData(8_192, 4_096, 4_096)]
    [InlineData(8_193, 4_096, 2_048, 2_049)]
    [InlineData(20_000, 4_096, 4_096, 4_096, 3_856, 3_856)]
    public void All_parts_are_full_but_the_last_two_which_are_equal(int sentences, params int[] counts)
    {
        SummaryPart[] parts = Divide(Enumerable.Repeat(80, sentences));

        Assert.Equal(counts, parts.Select(part => part.Count));
        Assert.Equal(counts.Select((_, part) => counts.Take(part).Sum()), parts.Select(part => part.First));
    }

    [Fact]
    public void The_sentences_that_are_known_are_those_up_to_the_first_that_is_too_many()
    {
        Assert.Equal([8_193, 12_289, 16_385, 20_000, 20_000], Divide(Enumerable.Repeat(80, 20_000)).Select(part => part.Known));
        Assert.Equal([8_192, 8_192], Divide(Enumerable.Repeat(80, 8_192)).Select(part => part.Known));
    }

    [Fact]
    public void A_part_has_some_million_characters_at_most()
    {
        // 1,024 units a sentence make 4,096 of them a part; 4,000 longer ones do not fit into one.
        Assert.Equal([4_096], Divide(Enumerable.Repeat(1_024, 4_096)).Select(part => part.Count));
        SummaryPart[] parts = Divide(Enumerable.Repeat(1 << 14, 4_000));
        Assert.Equal(4_000, parts.Sum(part => part.Count));
        Assert.All(parts[..^2], part => Assert.Equal(SummaryParts.MostUnits >> 14, part.Count));
        Assert.InRange(parts[^1].Count - parts[^2].Count, 0, 1);
    }

    [Fact]
    public void A_sentence_that_is_larger_than_a_part_is_one() => Assert.Equal(
        [1, 1, 1], Divide([3 * SummaryParts.MostUnits, 3 * SummaryParts.MostUnits, 5]).Select(part => part.Count));

    private static SummaryPart[] Divide(IEnumerable<int> lengths)
    {
        var parts = new SummaryParts();
        return [.. lengths.SelectMany(parts.Add), .. parts.End()];
    }
}
