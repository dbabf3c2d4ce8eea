using ContextMemory.MLNet.Tasks.Summarization;

namespace ContextMemory.MLNet.Tests.Tasks.Summarization;

public sealed class SentenceCentralityTests
{
    private static readonly string[] Star = ["red green blue", "red stone", "green grass", "blue sky", "alone here"];

    // Sentence 0 shares one word with each of three; with ranks r0 for it, r1 for those, r4 for the lonely one, which jumps anywhere:
    // r0 = 0.15 + 0.85 (3 r1 + r4 / 5), r1 = 0.15 + 0.85 (r0 / 3 + r4 / 5), r4 = 0.15 + 0.85 r4 / 5.
    [Fact]
    public void TextRank_solves_its_equations()
    {
        const double Lonely = 0.15 / (1 - 0.85 / 5);
        const double Base = 0.15 + 0.85 * Lonely / 5;
        const double Center = (Base + 3 * 0.85 * Base) / (1 - 0.85 * 0.85);
        const double Leaf = Base + 0.85 * Center / 3;
        float[] ranks = SentenceCentrality.TextRank(new SentenceBags(Star));
        Assert.Equal([Center, Leaf, Leaf, Leaf, Lonely], ranks.Select(rank => (double)rank), (left, right) => Math.Abs(left - right) < 1e-4);
    }

    [Fact]
    public void Ranks_have_the_mean_one()
    {
        var bags = new SentenceBags(Star);
        Assert.Equal(1, SentenceCentrality.TextRank(bags).Average(), 4);
        Assert.Equal(1, SentenceCentrality.LexRank(bags).Average(), 4);
        Assert.Equal(1, SentenceCentrality.PositionRank(bags).Average(), 4);
    }

    [Fact]
    public void LexRank_joins_sentences_that_are_alike_enough()
    {
        float[] ranks = SentenceCentrality.LexRank(new SentenceBags(Star));
        Assert.Equal(0, Array.IndexOf(ranks, ranks.Max()));
        Assert.Equal(4, Array.IndexOf(ranks, ranks.Min()));
    }

    [Fact]
    public void PositionRank_favours_the_earlier_of_two_like_sentences()
    {
        string[] sentences = ["cold rain fell", "cold rain fell", "warm sun shone", "warm sun shone"];
        float[] ranks = SentenceCentrality.PositionRank(new SentenceBags(sentences));
        Assert.True(ranks[0] > ranks[2]);
    }

    // Two sentences of one word each: each has the cosine 1 / sqrt(2) with their sum.
    [Fact]
    public void TfIdf_is_the_cosine_with_the_whole_document()
    {
        float[] cosines = SentenceCentrality.TfIdf(new SentenceBags(["apples", "pears"]));
        Assert.All(cosines, cosine => Assert.Equal(1 / Math.Sqrt(2), cosine, 5));
    }

    [Fact]
    public void Stop_words_and_marks_do_not_count()
    {
        var bags = new SentenceBags(["The cat, and the dog!", "...", "der die das", "的了是"]);
        Assert.Equal([2, 0, 0, 0], bags.Sentences.Select(bag => bag.Length));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Sentences_without_words_have_finite_scores(int count)
    {
        string[] sentences = [.. Enumerable.Repeat("...", count)];
        foreach (SummaryMethod method in Enum.GetValues<SummaryMethod>().Where(method => method != SummaryMethod.Trained))
        {
            float[] scores = UntrainedScores.Of(method, sentences);
            Assert.Equal(count, scores.Length);
            Assert.All(scores, score => Assert.True(float.IsFinite(score)));
        }
    }

    [Fact]
    public void Long_documents_are_measured_in_parts()
    {
        string[] part = [.. Enumerable.Range(0, SentenceCentrality.LargestPart).Select(i => $"word{i % 7} word{i % 11}")];
        float[] alone = SentenceCentrality.LexRank(new SentenceBags(part));
        Assert.Equal(alone.Length, SentenceCentrality.LexRank(new SentenceBags([.. part, .. part])).Length / 2);
        float[] twice = SentenceCentrality.TextRank(new SentenceBags([.. part, .. part]));
        Assert.Equal(twice[..part.Length], twice[part.Length..]);
    }

    [Fact]
    public void Lead_takes_the_first_sentences()
    {
        float[] scores = UntrainedScores.Of(SummaryMethod.Lead, ["a", "b", "c"]);
        Assert.Equal(scores.OrderDescending(), scores);
    }

    [Fact]
    public void The_trained_method_has_no_scores_without_training() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => UntrainedScores.Of(SummaryMethod.Trained, ["a"]));
}
