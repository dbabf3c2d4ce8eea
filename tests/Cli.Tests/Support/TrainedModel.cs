namespace ContextMemory.MLNet.Cli.Tests.Support;

/// <summary>A small model, trained once for all tests that only use it.</summary>
public sealed class TrainedModel : IDisposable
{
    public TrainedModel()
    {
        string data = Folder.Write("train.tsv", SmallData.Tsv());
        string config = Folder.Write("config.json", SmallData.Config);
        Training = Run.Succeeds(
            "train", "classify", "--data", data, "--model", Path, "--config", config, "--threads", "1", "--metrics", Folder["metrics.json"]);
    }

    public TestFolder Folder { get; } = new();

    public string Path => Folder["model.zip"];

    internal Run Training { get; }

    public void Dispose() => Folder.Dispose();
}
