using ContextMemory.MLNet.Tasks.Summarization;

namespace ContextMemory.MLNet.Tests.Tasks.Summarization;

public sealed class SummaryTargetsTests
{
    private static readonly SummaryDocument Document = new()
    {
        Sentences = ["a b c d", "x y", "e f g h", "a b c e"],
        References = ["a b c d e f g h"],
    };

    [Fact]
    public void Of_one_sentence_the_better_ones_have_the_larger_shares()
    {
        float[] shares = new SummaryTargets(1).Of(Document);
        Assert.Equal(1, shares.Sum(), 5);
        Assert.True(shares[0] > shares[3] && shares[3] > shares[1]);
        Assert.Equal(shares[0], shares[2], 5);
    }

    [Fact]
    public void Of_several_sentences_those_that_make_up_the_reference_have_equal_shares() =>
        Assert.Equal([0.5f, 0, 0.5f, 0], new SummaryTargets(3).Of(Document));

    [Fact]
    public void Labels_win_over_references() =>
        Assert.Equal([0, 0.5f, 0, 0.5f], new SummaryTargets(3).Of(Document with { Labels = [0, 1, 0, 2] }));

    [Fact]
    public void Sentences_that_do_not_differ_have_equal_shares() =>
        Assert.Equal([0.25f, 0.25f, 0.25f, 0.25f], new SummaryTargets(3).Of(Document with { References = ["q"] }));

    [Theory]
    [InlineData("Вчера в Москве прошёл сильный дождь.", "Кошка спит в 2024 году.", "В 2024 в Москве прошёл сильный дождь.")]
    [InlineData("मैं हिन्दी में लिखता हूँ।", "बिल्ली सो रही है।", "मैं हिन्दी लिखता हूँ")]
    [InlineData("ذهب الولد إلى المدرسة.", "نامت القطة.", "الولد ذهب إلى المدرسة")]
    [InlineData("Η γάτα κοιμάται.", "Χθες έβρεξε στην Αθήνα.", "Η γάτα")]
    [InlineData("ฝนตกหนักเมื่อวาน", "แมวนอน", "ฝนตกเมื่อวาน")]
    public void Words_of_every_script_are_learned_from(string first, string second, string reference)
    {
        var document = new SummaryDocument { Sentences = [first, second], References = [reference] };
        Assert.True(SummaryTargets.Exist(document));
        float[] shares = new SummaryTargets(1).Of(document);
        Assert.True(shares[0] > shares[1]);
        Assert.Equal(shares, new SummaryTargets(1).Of(document with { References = [TextForms.Decompose(reference)] }));
    }
}
