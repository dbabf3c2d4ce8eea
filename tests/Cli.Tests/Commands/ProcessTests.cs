using System.Diagnostics;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

/// <summary>What only a process of its own can show.</summary>
public sealed class ProcessTests(TrainedModel trained) : IClassFixture<TrainedModel>, IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Training_and_predicting_in_fresh_processes_give_what_this_one_gives()
    {
        string texts = _folder.Write("texts.txt", SmallData.Texts(30));
        using Process training = Start(
            "train", "classify", "--data", trained.Folder["train.tsv"], "--config", trained.Folder["config.json"],
            "--model", _folder["m.zip"]);
        training.StandardOutput.ReadToEnd();
        training.WaitForExit();
        using Process predicting = Start("predict", "--model", _folder["m.zip"], "--input", texts);
        string predictions = predicting.StandardOutput.ReadToEnd();
        predicting.WaitForExit();

        Assert.Equal(0, training.ExitCode);
        Assert.Equal(0, predicting.ExitCode);
        Assert.Equal(File.ReadAllBytes(trained.Path), File.ReadAllBytes(_folder["m.zip"]));
        Assert.Equal(Run.Succeeds("predict", "--model", trained.Path, "--input", texts).Output, predictions);
    }

    [Fact]
    public void Who_has_had_enough_ends_it_quietly()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        using Process process = Start("predict", "--model", trained.Path);
        process.StandardInput.WriteLine("they bark");
        process.StandardInput.Flush();
        Assert.NotNull(process.StandardOutput.ReadLine());
        process.StandardOutput.Close();

        // Input that never ends.
        while (!process.HasExited)
        {
            try
            {
                process.StandardInput.WriteLine("they bark");
                process.StandardInput.Flush();
            }
            catch (IOException)
            {
                break;
            }
        }

        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(30)));
        Assert.Equal(0, process.ExitCode);
        Assert.Equal("", process.StandardError.ReadToEnd());
    }

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "cmem.dll"), .. arguments])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
