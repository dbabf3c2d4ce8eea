using ContextMemory.MLNet.Cli.Checks;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Checks;

public sealed class RowCheckTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.tsv", "", typeof(ClassificationCheck))]
    [InlineData("a.csv", "", typeof(ClassificationCheck))]
    [InlineData("a.conll", "", typeof(TagCheck))]
    [InlineData("a.txt", "", typeof(TagCheck))]
    [InlineData("a.jsonl", """{"text": "a", "label": "b"}""", typeof(ClassificationCheck))]
    [InlineData("a.jsonl", """{"text": "a", "labels": ["b"]}""", typeof(LabelsCheck))]
    [InlineData("a.jsonl", """{"text": "a", "entities": []}""", typeof(AnnotationCheck))]
    [InlineData("a.jsonl", """{"text": "a", "label": [[0, 1, "b"]]}""", typeof(AnnotationCheck))]
    [InlineData("a.jsonl", """{"text": "a", "summary": "b"}""", typeof(SummaryCheck))]
    [InlineData("a.jsonl", """{"sentences": ["a"], "labels": [1]}""", typeof(SummaryCheck))]
    [InlineData("a.jsonl", "\n\n{\"text\": \"a\", \"label\": \"b\"}", typeof(ClassificationCheck))]
    public void The_name_and_the_first_row_tell_what_rows_are_for(string name, string content, Type check) =>
        Assert.IsType(check, RowCheck.Of(_folder.Write(name, content), task: null, ReadingOptions.Default, offsets: null));

    [Theory]
    [InlineData("\"b\"", typeof(ClassificationCheck))]
    [InlineData("[\"b\"]", typeof(LabelsCheck))]
    [InlineData("[0, 1]", typeof(SummaryCheck))]
    [InlineData("[{\"start\": 0}]", typeof(AnnotationCheck))]
    public void A_member_that_is_named_tells_by_its_kind(string value, Type check)
    {
        string path = _folder.Write("a.jsonl", $$"""{"text": "a", "target": {{value}}}""");
        Assert.IsType(check, RowCheck.Of(path, task: null, new ReadingOptions { LabelColumn = "target" }, offsets: null));
    }

    [Fact]
    public void The_task_that_is_given_wins() => Assert.IsType<TagCheck>(
        RowCheck.Of(_folder.Write("a.tsv", ""), CheckedTask.Tag, ReadingOptions.Default, offsets: null));

    [Theory]
    [InlineData(OffsetUnit.Utf16)]
    [InlineData(OffsetUnit.CodePoints)]
    public void Offsets_are_refused_where_rows_have_none(OffsetUnit offsets) => Assert.EndsWith(
        "have no offsets: leave --offsets out, or give a .jsonl file of entities.",
        Assert.Throws<FailureException>(() => RowCheck.Of(_folder.Write("a.tsv", ""), task: null, ReadingOptions.Default, offsets)).Message);

    [Fact]
    public void Rows_of_one_label_have_their_text_tokens_and_label()
    {
        CheckedRow[] rows = Read("a.tsv", "greeting\tHello, world!\nempty\t \n", CheckedTask.Classify);
        Assert.Equal([(1L, "Hello, world!", 4, "greeting"), (2L, " ", 0, "empty")], rows.Select(row => (row.Place, row.Text, row.Tokens, row.Labels[0])));
        Assert.Equal([new Remark(2, "text", "the text is empty", IsFault: false)], rows.SelectMany(row => row.Remarks));
    }

    [Fact]
    public void Rows_of_a_table_with_a_header_are_counted_from_the_second_line()
    {
        CheckedRow[] rows = Read("a.csv", "label,text,Label\na,\"one\ntwo\",x\nb,three,y\n", CheckedTask.Classify);
        Assert.Equal([(2L, "one\ntwo", "a"), (3L, "three", "b")], rows.Select(row => (row.Place, row.Text, row.Labels[0])));
        Assert.Equal(
            [new Remark(1, "header", "the column 'label' is named 2 times; the first of them is read", IsFault: false)], rows.SelectMany(row => row.Remarks));
    }

    [Fact]
    public void A_label_that_a_row_has_twice_is_remarked_once()
    {
        CheckedRow row = Assert.Single(Read("a.jsonl", """{"text": "a b", "labels": ["x", "y", "x", "x"]}""", CheckedTask.Labels));
        Assert.Equal(["x", "y", "x", "x"], row.Labels);
        Assert.Equal([new Remark(1, "labels", "the label 'x' stands there 3 times", IsFault: false)], row.Remarks);
    }

    [Fact]
    public void Documents_are_the_text_of_their_sentences()
    {
        CheckedRow[] rows = Read(
            "a.jsonl",
            """
            {"sentences": ["One two.", "Three."], "summary": "Two."}
            {"sentences": ["Four."], "summary": " "}
            """,
            CheckedTask.Summarize);
        Assert.Equal([(1L, "One two. Three.", 5), (2L, "Four.", 2)], rows.Select(row => (row.Place, row.Text, row.Tokens)));
        Assert.Equal([new Remark(2, "summary", "there is no summary, or an empty one", IsFault: false)], rows.SelectMany(row => row.Remarks));
    }

    [Fact]
    public void Each_line_that_cannot_be_read_is_a_fault_of_its_own()
    {
        CheckedRow[] rows = Read("a.jsonl", "nonsense\n{\"text\": \"a\", \"label\": \"b\"}\n[]\n", CheckedTask.Classify);
        Assert.Equal([1L, 2L, 3L], rows.Select(row => row.Place));
        Assert.Equal([(1L, true), (3L, true)], rows.SelectMany(row => row.Remarks).Select(remark => (remark.Line, remark.IsFault)));
    }

    [Theory]
    [InlineData("a.tsv", "", nameof(CheckedTask.Classify), "there are no rows: there is nothing to learn from")]
    [InlineData("a.tsv", "a\tx\na\ty\n", nameof(CheckedTask.Classify), "all rows have the label 'a': there is nothing to tell apart; expected at least two labels")]
    [InlineData("a.jsonl", """{"text": "a", "labels": []}""", nameof(CheckedTask.Labels), "no row has a label: there is nothing to learn")]
    [InlineData("a.conll", "a\tO\nb\tO\n", nameof(CheckedTask.Tag), "no row has an entity: there is nothing to learn")]
    [InlineData("a.jsonl", """{"text": "", "entities": []}""", nameof(CheckedTask.Tag), "no row has a word: there is nothing to learn from")]
    [InlineData("a.jsonl", """{"sentences": ["a"], "summary": "?!"}""", nameof(CheckedTask.Summarize),
        "no row has a sentence and a summary with a word in it: there is nothing to learn")]
    public void Rows_that_teach_nothing_are_one_fault_of_the_file(string name, string content, string task, string fault)
    {
        (RowCheck check, CheckReport report) = Report(name, content, Enum.Parse<CheckedTask>(task));
        Assert.Equal([new Remark(0, "rows", fault, IsFault: true)], check.Conclude(report).Where(remark => remark.IsFault));
    }

    [Fact]
    public void Faults_of_rows_come_before_those_of_the_file()
    {
        (RowCheck check, CheckReport report) = Report("a.jsonl", "nonsense\n", CheckedTask.Labels);
        Assert.Empty(check.Conclude(report));
    }

    private CheckedRow[] Read(string name, string content, CheckedTask task)
    {
        string path = _folder.Write(name, content);
        return [.. RowCheck.Of(path, task, ReadingOptions.Default, offsets: null).Read(path)];
    }

    private (RowCheck Check, CheckReport Report) Report(string name, string content, CheckedTask task)
    {
        string path = _folder.Write(name, content);
        var check = RowCheck.Of(path, task, ReadingOptions.Default, offsets: null);
        var report = new CheckReport(path);
        foreach (CheckedRow row in check.Read(path))
        {
            report.Add(row);
        }

        return (check, report);
    }
}
