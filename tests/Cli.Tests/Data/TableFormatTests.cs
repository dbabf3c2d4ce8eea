using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Data;

public sealed class TableFormatTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.csv", "id,body,topic\n1,\"x, y\",a\n", "x, y")]
    [InlineData("a.csv", "topic, Body ,id\na,x,1\n", "x")]
    [InlineData("a.csv", "Body,body,topic\nx,y,a\n", "y")]
    [InlineData("a.csv", "body,topic,body\nx,a,y\n", "x")]
    [InlineData("a.tsv", "id\tbody\ttopic\n1\tsay \"hi\" to 5\" of\ta\n", "say \"hi\" to 5\" of")]
    [InlineData("a.tsv", "id\tbody\ttopic\n1\t\"quoted\"\ta\n", "\"quoted\"")]
    [InlineData("a.txt", "topic\tbody\na\tx\n", "x")]
    [InlineData("a.jsonl", "{\"body\":\"x\",\"topic\":\"a\",\"text\":\"not this\",\"label\":\"nor this\"}\n", "x")]
    public void Columns_are_found_by_name(string name, string content, string text)
    {
        var options = new ReadingOptions { TextColumn = "body", LabelColumn = "topic" };

        Assert.Equal([new("a", text)], DataFile.Labeled(_folder.Write(name, content), options));
    }

    [Theory]
    [InlineData("a.csv", ';', "label;text\na;\"x; y\"\n", "x; y")]
    [InlineData("a.csv", '\t', "label\ttext\na\tx, \"y\"\n", "x, \"y\"")]
    [InlineData("a.tsv", '|', "text|label\n\"x|\"\"y\"\"\"|a\n", "x|\"y\"")]
    [InlineData("a", ',', "label,text\na,x\n", "x")]
    public void Separators_are_those_that_are_given(string name, char separator, string content, string text) =>
        Assert.Equal([new("a", text)], DataFile.Labeled(_folder.Write(name, content), new ReadingOptions { Separator = separator }));

    [Fact]
    public void Without_a_header_columns_have_numbers()
    {
        string csv = _folder.Write("a.csv", "a,x\nb,y\n");
        string tsv = _folder.Write("a.tsv", "1\tx\ta\n2\ty\tb\n");

        Assert.Equal([new("a", "x"), new("b", "y")], DataFile.Labeled(csv, new ReadingOptions { HasHeader = false }));
        Assert.Equal(
            [new("a", "x"), new("b", "y")], DataFile.Labeled(tsv, new ReadingOptions { HasHeader = false, TextColumn = "2", LabelColumn = "3" }));
    }

    [Theory]
    [InlineData("id,text,topic\n", "1: there is no column 'body': expected a header with body, found 'id,text,topic'.")]
    [InlineData("body;topic\n", "1: there is no column 'body': expected a header with body (another separator with --separator), found 'body;topic'.")]
    [InlineData("body,topic\nx\n", "2: the row has another number of columns than the header: expected 2, found 1 in 'x'.")]
    [InlineData("body,topic\nx, \n", "2: the label is empty: expected a value in the column topic, found 'x, '.")]
    public void Faults_name_the_columns(string content, string expected)
    {
        string path = _folder.Write("a.csv", content);
        var options = new ReadingOptions { TextColumn = "body", LabelColumn = "topic" };

        Assert.Equal($"{path}:{expected}", Assert.Throws<FailureException>(() => DataFile.Labeled(path, options).Count()).Message);
    }

    [Theory]
    [InlineData("2", "3", "1: there is no column 3: expected a number from 1 to 2, found 'a,x'.")]
    [InlineData("1", "1", "1: the column '1' cannot be text and label: expected two columns, found 'a,x'.")]
    public void Numbers_of_no_columns_are_refused(string text, string label, string expected)
    {
        string path = _folder.Write("a.csv", "a,x\n");
        var options = new ReadingOptions { HasHeader = false, TextColumn = text, LabelColumn = label };

        Assert.Equal($"{path}:{expected}", Assert.Throws<FailureException>(() => DataFile.Labeled(path, options).Count()).Message);
    }

    [Fact]
    public void The_usual_names_may_be_replaced() => Assert.Equal(
        $"{_folder["a.csv"]}:1: there is no column 'text': expected a header with label and text (other names are given with --text-column and " +
        "--label-column), found 'label,body'.",
        Assert.Throws<FailureException>(() => DataFile.Labeled(_folder.Write("a.csv", "label,body\n")).Count()).Message);

    [Fact]
    public void Names_that_several_columns_have_are_numbered() => Assert.Equal(
        [new("id", "1"), new("id.2", "2"), new("", "3")],
        Assert.Single(DataFile.Unlabeled(_folder.Write("a.csv", "id,text,id,\n1,x,2,3\n"), new ReadingOptions { Kept = KeptColumns.All })).Kept);

    [Fact]
    public void What_is_only_for_tables_is_refused_for_objects() => Assert.Equal(
        $"'{_folder["a.jsonl"]}' has a JSON object a line: --separator and --no-header are for tables only.",
        Assert.Throws<FailureException>(() => DataFile.Labeled(_folder.Write("a.jsonl", "{}"), new ReadingOptions { Separator = ';' })).Message);

    [Fact]
    public void Other_columns_are_kept_in_order()
    {
        string csv = _folder.Write("a.csv", "id,text,label,Date\n7,x,a,today\n");
        var all = new ReadingOptions { Kept = KeptColumns.All };
        var some = new ReadingOptions { Kept = new KeptColumns(["date", "text"]) };

        Assert.Equal([new("id", "7"), new("label", "a"), new("Date", "today")], Assert.Single(DataFile.Unlabeled(csv, all)).Kept);
        Assert.Equal([new("Date", "today"), new("text", "x")], Assert.Single(DataFile.Unlabeled(csv, some)).Kept);
        Assert.Empty(Assert.Single(DataFile.Unlabeled(csv)).Kept);
    }

    [Fact]
    public void A_tsv_file_without_labels_is_one_of_texts()
    {
        Assert.Equal([new("", "they bark"), new("", "")], DataFile.Unlabeled(_folder.Write("a.tsv", "they bark\n\n")));
        Assert.Equal([new("dog", "they bark")], DataFile.Unlabeled(_folder.Write("b.tsv", "dog\tthey bark\n")));
        Assert.Equal(
            $"{_folder["c.tsv"]}:2: there is a tab, but none in the first line: expected a text alone, found 'dog<TAB>they bark'.",
            Assert.Throws<FailureException>(() => DataFile.Unlabeled(_folder.Write("c.tsv", "they meow\ndog\tthey bark\n")).Count()).Message);
    }
}
