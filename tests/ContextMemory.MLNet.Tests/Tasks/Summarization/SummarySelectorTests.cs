using ContextMemory.MLNet.Tasks.Summarization;

namespace ContextMemory.MLNet.Tests.Tasks.Summarization;

public sealed class SummarySelectorTests
{
    private static readonly string[] Sentences =
    [
        "one two three four",
        "the storm closed the harbour",
        "five words are in here",
        "later the storm closed the harbour again",
        "short",
    ];

    private static readonly float[] Scores = [1, 5, 2, 4, 3];

    [Fact]
    public void The_best_sentences_keep_the_order_of_the_text() =>
        Assert.Equal([1, 3, 4], Select(new SummaryLimits { Redundancy = SummaryRedundancy.None }));

    [Fact]
    public void The_best_sentence_comes_first_where_the_order_is_not_kept() =>
        Assert.Equal([1, 3, 4], Select(new SummaryLimits { Redundancy = SummaryRedundancy.None, KeepsOrder = false }));

    [Fact]
    public void A_sentence_with_three_words_of_a_chosen_one_is_left_out() =>
        Assert.Equal([1, 2, 4], Select(new SummaryLimits()));

    [Fact]
    public void Marginal_relevance_prefers_what_is_unlike() =>
        Assert.Equal(
            [1, 4], Select(new SummaryLimits { Sentences = 2, Redundancy = SummaryRedundancy.MarginalRelevance, Diversity = 0.5 }));

    [Fact]
    public void Marginal_relevance_without_diversity_is_by_score() =>
        Assert.Equal(
            [1, 3], Select(new SummaryLimits { Sentences = 2, Redundancy = SummaryRedundancy.MarginalRelevance, Diversity = 0 }));

    [Fact]
    public void A_sentence_too_long_for_what_is_left_is_passed_over() =>
        Assert.Equal([1, 4], Select(new SummaryLimits { Words = 7, Redundancy = SummaryRedundancy.None }));

    [Fact]
    public void The_best_sentence_is_taken_even_if_it_is_too_long() => Assert.Equal([1], Select(new SummaryLimits { Words = 1 }));

    // 22 words in all, of which a third are 7.
    [Fact]
    public void A_share_is_of_the_words_of_the_text() =>
        Assert.Equal([1, 4], Select(new SummaryLimits { Share = 1 / 3.0, Redundancy = SummaryRedundancy.None }));

    [Fact]
    public void Of_equal_scores_the_earlier_sentence_wins() =>
        Assert.Equal([0, 1], new SummarySelector(new SummaryLimits { Sentences = 2 }).Select(Sentences, new float[5]));

    [Fact]
    public void No_sentences_make_an_empty_summary() => Assert.Empty(new SummarySelector(new SummaryLimits()).Select([], []));

    [Fact]
    public void Limits_have_defaults() => Assert.Equal(
        new SummaryLimits
        {
            Sentences = 3,
            Words = 0,
            Share = 1,
            Redundancy = SummaryRedundancy.TrigramBlocking,
            Diversity = 0.3,
            KeepsOrder = true,
        },
        new SummaryLimits());

    [Fact]
    public void Defaults_are_valid() => OptionsChecks.AssertValid(new SummaryLimits().Validate);

    [Fact]
    public void All_faults_are_in_one_message() => OptionsChecks.AssertFaults(
        new SummaryLimits { Sentences = 0, Words = -1, Share = 0, Redundancy = (SummaryRedundancy)9, Diversity = 1.5 }.Validate,
        "Sentences is 0; allowed is 1 to 10000: 3 is usual.",
        "Words is -1; allowed is 0 to 1000000: 0 sets no limit.",
        "Share is 0; allowed is above 0, at most 1: 1 sets no limit.",
        "Redundancy is 9; allowed is None, TrigramBlocking, MarginalRelevance: use TrigramBlocking.",
        "Diversity is 1.5; allowed is 0 to 1: 0.3 is usual.");

    private static int[] Select(SummaryLimits limits) => new SummarySelector(limits).Select(Sentences, Scores);
}
