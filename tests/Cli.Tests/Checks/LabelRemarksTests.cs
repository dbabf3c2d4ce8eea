using ContextMemory.MLNet.Cli.Checks;

namespace ContextMemory.MLNet.Cli.Tests.Checks;

public sealed class LabelRemarksTests
{
    [Fact]
    public void Frequent_labels_that_differ_cause_no_remark() => Assert.Empty(Remarks(new("spam", 2, 1, 0), new("ham", 3, 2, 0)));

    [Fact]
    public void A_label_of_one_row_is_named_with_its_line_and_unit() => Assert.Equal(
        [new Remark(4, "entities", "the label 'spam' has one entity only", IsFault: false)],
        LabelRemarks.Of(Counts(new("ham", 3, 2, 0), new("spam", 1, 4, 0)), "entities", "entity"));

    [Theory]
    [InlineData("Spam", " spam  ")]
    [InlineData("new  york", "New York")]
    [InlineData("1", "1.0")]
    [InlineData("-2.50", "-2.5")]
    public void Labels_that_look_alike_are_named_in_the_order_of_their_lines(string first, string second) => Assert.Equal(
        [
            new Remark(
                5,
                "label",
                $"'{first}' (line 2) and '{second}' (line 5) are different labels, though they differ only in space, case, Unicode form " +
                "or the way a number is written",
                IsFault: false),
        ],
        Remarks(new(second, 2, 5, 0), new("ham", 3, 1, 0), new(first, 2, 2, 0)));

    [Fact]
    public void Three_labels_that_look_alike_are_one_remark() => Assert.StartsWith(
        "'a' (line 1), 'A' (line 2) and ' a' (line 3) are different labels,",
        Assert.Single(Remarks(new("a", 2, 1, 0), new("A", 2, 2, 0), new(" a", 2, 3, 0))).Message);

    [Fact]
    public void A_label_in_two_Unicode_forms_is_named_with_the_line_of_the_second() => Assert.Equal(
        [new Remark(9, "label", "the label 'café' is written in another Unicode form than in line 3; both are taken for one label", IsFault: false)],
        Remarks(new LabelCount("café", 2, 3, 9)));

    [Fact]
    public void A_count_remembers_the_first_line_with_another_form()
    {
        LabelCount count = new LabelCount("café", Rows: 1, Place: 3, OtherPlace: 0).With("café", 5).With("cafe\u0301", 9).With("cafe\u0301", 11);
        Assert.Equal(new LabelCount("café", Rows: 4, Place: 3, OtherPlace: 9), count);
    }

    private static Remark[] Remarks(params LabelCount[] labels) => [.. LabelRemarks.Of(Counts(labels), "label", "row")];

    private static Dictionary<string, LabelCount> Counts(params LabelCount[] labels) => labels.ToDictionary(label => label.Name);
}
