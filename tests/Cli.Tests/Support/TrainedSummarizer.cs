namespace ContextMemory.MLNet.Cli.Tests.Support;

/// <summary>A summarizer trained once for all tests of a class.</summary>
public sealed class TrainedSummarizer : IDisposable
{
    public const string Config = """
        {
          "encoder": { "embeddingSize": 8, "hiddenSize": 8 },
          "memory": { "embeddingSize": 8, "hiddenSize": 8 },
          "training": { "batchSize": 8, "learningRate": 0.02, "validationFraction": 0.2 }
        }
        """;

    public TrainedSummarizer()
    {
        string data = Folder.Write("train.jsonl", SmallSummaries.Jsonl(200));
        string config = Folder.Write("config.json", Config);
        Training = Run.Succeeds(
            "train", "summarize", "--data", data, "--model", Path, "--config", config, "--sentences", "1", "--epochs", "8",
            "--metrics", Folder["metrics.json"]);
    }

    public TestFolder Folder { get; } = new();

    public string Path => Folder["model.zip"];

    internal Run Training { get; }

    public void Dispose() => Folder.Dispose();
}
