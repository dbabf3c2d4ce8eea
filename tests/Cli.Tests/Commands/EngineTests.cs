using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

public sealed class EngineTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_libtorch_the_engine_says_what_is_missing()
    {
        string data = _folder.Write("train.tsv", SmallData.Tsv(30));

        Run run = Run.Cmem("train", "classify", "--data", data, "--model", _folder["model.zip"], "--engine", "torchsharp");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("TorchSharp needs libtorch", run.Error);
        Assert.Contains("Add the package TorchSharp-cpu", run.Error);
        Assert.False(File.Exists(_folder["model.zip"]));
    }

    [Fact]
    public void The_managed_engine_is_the_usual_one()
    {
        string data = _folder.Write("train.tsv", SmallData.Tsv(30));
        string[] train = ["train", "classify", "--data", data, "--epochs", "1", "--model"];

        Run.Succeeds([.. train, _folder["named.zip"], "--engine", "managed"]);
        Run.Succeeds([.. train, _folder["usual.zip"]]);

        Assert.Equal(File.ReadAllBytes(_folder["usual.zip"]), File.ReadAllBytes(_folder["named.zip"]));
    }
}
