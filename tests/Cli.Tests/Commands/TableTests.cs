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

    private string[] Predict(string model, string name, string rows, string header)
    {
        string[] lines = Run.Succeeds("predict", "--model", model, "--input", _folder.Write(name, rows), "--format", "csv").OutputLines;
        Assert.Equal(header, lines[0]);
        return lines[1..];
    }
}
