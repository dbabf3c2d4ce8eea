using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

/// <summary>Predictions of other tasks than classification as tables.</summary>
public sealed class TableTests(TrainedTagger tagger, TrainedLabels labels, TrainedSummarizer summarizer)
    : IClassFixture<TrainedTagger>, IClassFixture<TrainedLabels>, IClassFixture<TrainedSummarizer>, IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_entity_is_a_row()
    {
        string[] lines = Predict(tagger.Path, "a.jsonl", SmallEntities.Jsonl(20), "row,start,length,type,score,text");
        string[] tsv = Run.Succeeds("predict", "--model", tagger.Path, "--input", _folder["a.jsonl"], "--format", "tsv").OutputLines;

        Assert.NotEmpty(tsv);
        Assert.Equal(tsv, lines.Select(line => line.Replace(',', '\t')));
    }

    [Fact]
    public void Labels_are_an_array() => Assert.Equal(
        ["1,\"[\"\"billing\"\"]\"", "2,[]"],
        Predict(labels.Path, "a.txt", "the invoice please someday 1\nthe parcel please someday 2\n", "row,labels"));

    [Fact]
    public void A_summary_is_a_value() => Assert.Equal(
        ["1,It rained all day."], Predict(summarizer.Path, "a.jsonl", "{\"sentences\":[\"It rained all day.\"]}\n", "row,summary"));

    [Fact]
    public void Parquet_goes_to_a_file_only() => Assert.Equal(
        "--format parquet is written to a file: name one with --output.",
        Run.Fails("predict", "--model", labels.Path, "--format", "parquet"));

    [Fact]
    public void A_kept_column_is_found_in_any_case_and_keeps_apart_from_what_is_predicted()
    {
        string input = _folder.Write("a.csv", "id,labels,row,text\n7,old,9,the invoice please someday 1\n");

        Assert.Equal(
            ["row,id,labels.2,row.2,labels", "1,7,old,9,\"[\"\"billing\"\"]\""],
            Run.Succeeds("predict", "--model", labels.Path, "--input", input, "--format", "csv", "--keep", "ID", "--keep", "Labels", "--keep", "row").OutputLines);
    }

    [Fact]
    public void Files_with_other_columns_are_not_one_table()
    {
        string first = _folder.Write("a.csv", "id,text\n7,the invoice please someday 1\n");
        string second = _folder.Write("b.csv", "id,source,text\n8,mail,the parcel please someday 2\n");

        Assert.Equal(
            $"'{first}' has the columns id beside the text, and '{second}' has id, source: name those that are kept with --keep NAME, or predict for the files one by one.",
            Run.Fails("predict", "--model", labels.Path, "--input", first, "--input", second, "--format", "csv", "--keep", "all"));
        Assert.Equal(3, Run.Succeeds("predict", "--model", labels.Path, "--input", first, "--input", second, "--format", "csv", "--keep", "id").OutputLines.Length);
    }

    [Fact]
    public void One_document_is_no_table()
    {
        string input = _folder.Write("a.txt", "the invoice please someday");

        Assert.Contains("would be a table of rows", Run.Fails("predict", "--model", tagger.Path, "--stream", "--input", input, "--output", _folder["a.csv"]), StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["a.csv"]));
    }

    private string[] Predict(string model, string name, string rows, string header)
    {
        string[] lines = Run.Succeeds("predict", "--model", model, "--input", _folder.Write(name, rows), "--format", "csv").OutputLines;
        Assert.Equal(header, lines[0]);
        return lines[1..];
    }
}
