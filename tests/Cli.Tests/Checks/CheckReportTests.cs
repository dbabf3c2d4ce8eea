using System.Globalization;
using ContextMemory.MLNet.Cli.Checks;

namespace ContextMemory.MLNet.Cli.Tests.Checks;

public sealed class CheckReportTests
{
    private readonly CheckReport _report = new("data.tsv");

    [Fact]
    public void Rows_tokens_and_labels_are_counted()
    {
        Add(1, "one", tokens: 3, "b");
        Add(2, "two", tokens: 1, "a", "b");
        Add(3, "three", tokens: 5);

        Assert.Equal((3, 9), (_report.Rows, _report.Tokens));
        Assert.Equal([new LabelCount("a", 1, 2, 0), new LabelCount("b", 2, 1, 0)], _report.Labels.Values);
    }

    [Fact]
    public void Lengths_are_shown_from_the_least_to_the_most_and_labels_from_the_most_frequent_to_the_rarest()
    {
        int[] lengths = [50, 10, 40, 20, 30];
        for (int i = 0; i < lengths.Length; i++)
        {
            Add(i + 1, $"text {i}", lengths[i], i < 2 ? "rare" : "frequent");
        }

        Assert.Equal(
            [
                "5 rows, 150 tokens.",
                "Tokens a row: least 10, a quarter up to 20, half 30, three quarters 40, 95% 50, most 50.",
                "Labels: frequent 3, rare 2.",
                "0 faults, 0 warnings.",
            ],
            Lines());
    }

    [Fact]
    public void The_same_text_again_is_a_warning_that_tells_whether_its_labels_differ()
    {
        Add(1, "café", tokens: 1, "a");
        Add(2, "tea", tokens: 1, "a");
        Add(3, "cafe\u0301", tokens: 1, "a");
        Add(4, "tea", tokens: 1, "b");

        Assert.Equal((0, 2), (_report.Faults, _report.Warnings));
        Assert.Equal(
            [
                "data.tsv:3: text: warning: the same text is in line 1.",
                "data.tsv:4: text: warning: the same text is in line 2, with other labels.",
            ],
            Lines().Take(2));
    }

    [Fact]
    public void A_text_of_another_file_is_named_with_both_places()
    {
        Add(1, "one", tokens: 1);
        Add(2, "two", tokens: 1);

        _report.AddOverlap(Row(7, "two", 1), "test.tsv");
        _report.AddOverlap(Row(8, "three", 1), "test.tsv");

        Assert.Equal(1, _report.Warnings);
        Assert.Equal("data.tsv:2: text: warning: the same text is in test.tsv:7.", Lines()[0]);
    }

    [Fact]
    public void Fifty_remarks_of_rows_are_shown_and_all_of_the_whole_file()
    {
        for (int line = 1; line <= 53; line++)
        {
            _report.Add(new Remark(line, "text", string.Create(CultureInfo.InvariantCulture, $"remark {line}"), IsFault: line % 2 == 0));
        }

        _report.Add(new Remark(0, "rows", "there is nothing to tell apart", IsFault: true));

        string[] lines = Lines();
        Assert.Equal((27, 27), (_report.Faults, _report.Warnings));
        Assert.Equal("data.tsv:1: text: warning: remark 1.", lines[0]);
        Assert.Equal("data.tsv:50: text: remark 50.", lines[49]);
        Assert.Equal(["data.tsv: rows: there is nothing to tell apart.", "... and 3 more.", "0 rows, 0 tokens.", "27 faults, 27 warnings."], lines[50..]);
    }

    [Fact]
    public void A_file_that_cannot_be_read_any_further_has_one_more_fault()
    {
        Add(1, "one", tokens: 1);
        _report.AddUnreadable("data.tsv:2: byte 7 is not UTF-8.");

        Assert.Equal(1, _report.Faults);
        Assert.Equal(["data.tsv:2: byte 7 is not UTF-8.", "1 rows, 1 tokens."], Lines().Take(2));
    }

    [Fact]
    public void Control_characters_are_shown_and_not_sent()
    {
        Add(1, "one", tokens: 1, "\u001b[2J");
        _report.Add(new Remark(1, "label", "'\u001b'", IsFault: false));

        IEnumerable<string> shown = Lines().Where(line => line.Contains("001b", StringComparison.Ordinal));
        Assert.Equal(["data.tsv:1: label: warning: '\\u001b'.", "Labels: \\u001b[2J 1."], shown);
    }

    private void Add(long line, string text, int tokens, params string[] labels) => _report.Add(Row(line, text, tokens, labels));

    private static CheckedRow Row(long line, string text, int tokens, params string[] labels) => new(line, text, tokens, labels, []);

    private string[] Lines()
    {
        var output = new StringWriter { NewLine = "\n" };
        _report.Write(output);
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
