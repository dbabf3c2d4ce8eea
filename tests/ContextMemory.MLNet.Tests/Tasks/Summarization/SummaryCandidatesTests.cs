using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Summarization;

namespace ContextMemory.MLNet.Tests.Tasks.Summarization;

public sealed class SummaryCandidatesTests
{
    [Theory]
    [InlineData(10, 3)]
    [InlineData(9_000, 3)]
    [InlineData(9_000, 5_000)]
    public void The_best_sentences_are_kept(int count, int sentences)
    {
        SummaryCandidate[] all = Random(count, length: 10);

        int[] expected = [.. Sorted(all).Take(Math.Max(SummaryCandidates.MostSentences, sentences)).Select(sentence => sentence.Number)];

        Assert.Equal(expected, Kept(all, new SummaryLimits { Sentences = sentences }));
    }

    [Fact]
    public void No_more_are_kept_than_a_part_has_characters_and_no_worse_one_in_place_of_a_better_one()
    {
        SummaryCandidate[] all = Random(2_000, length: 20_000);
        long units = 0;

        int[] expected = [.. Sorted(all).TakeWhile(sentence => (units += sentence.Text.Length) <= SummaryParts.MostUnits).Select(sentence => sentence.Number)];

        Assert.InRange(expected.Length, 300, 1_000);
        Assert.Equal(expected, Kept(all, new SummaryLimits()));
    }

    [Fact]
    public void Words_are_counted_where_a_share_of_them_is_the_limit()
    {
        SummaryCandidate[] all = [new(0, "one two", 1), new(1, "three.", 2)];
        foreach ((double share, long words) in ((double, long)[])[(1, 0), (0.5, 3)])
        {
            var candidates = new SummaryCandidates(new SummaryLimits { Share = share });
            Array.ForEach(all, candidates.Add);
            Assert.Equal(words, candidates.Words);
        }
    }

    private static int[] Kept(SummaryCandidate[] all, SummaryLimits limits)
    {
        var candidates = new SummaryCandidates(limits);
        Array.ForEach(all, candidates.Add);
        return [.. candidates.BestFirst().Select(sentence => sentence.Number)];
    }

    private static IEnumerable<SummaryCandidate> Sorted(SummaryCandidate[] all) =>
        all.OrderByDescending(sentence => sentence.Score).ThenBy(sentence => sentence.Number);

    // Scores that are often equal, texts of very different lengths.
    private static SummaryCandidate[] Random(int count, int length)
    {
        var random = new RandomStream(3);
        string text = new('a', length);
        return [.. Enumerable.Range(0, count).Select(i => new SummaryCandidate(i, text[..(1 + random.NextInteger(length))], random.NextInteger(50)))];
    }
}
