namespace ContextMemory.MLNet.Cli.Tests.Support;

/// <summary>A small entity extractor, trained once for all tests that only use it.</summary>
public sealed class TrainedTagger : IDisposable
{
    public TrainedTagger()
    {
        string data = Folder.Write("train.jsonl", SmallEntities.Jsonl(200));
        string config = Folder.Write("config.json", SmallEntities.Config);
        Training = Run.Succeeds(
            "train", "tag", "--data", data, "--model", Path, "--config", config, "--threads", "1", "--metrics", Folder["metrics.json"]);
    }

    public TestFolder Folder { get; } = new();

    public string Path => Folder["model.zip"];

    internal Run Training { get; }

    public void Dispose() => Folder.Dispose();
}
