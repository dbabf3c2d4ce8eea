using System.Diagnostics;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

/// <summary>Kills real processes at random moments: what they have left must be enough to go on, and must be right.</summary>
public sealed class KillTests : IDisposable
{
    private const int Kills = 20;
    private const int KillsInARow = 10;

    // With all that has a state: several epochs, dropout, averaged weights. A checkpoint after every step.
    private const string Config =
        """
        {
          "encoder": { "embeddingSize": 8, "hiddenSize": 8, "dropout": 0.3 },
          "vocabulary": { "hashBuckets": 64 },
          "training": {
            "learningRate": 0.01, "epochs": 60, "patience": 60, "validationFraction": 0.2, "averageEpochs": 1, "checkpointMinutes": 0
          }
        }
        """;

    private readonly TestFolder _folder = new();
    private readonly string[] _arguments;

    public KillTests() => _arguments =
    [
        "train", "classify", "--data", _folder.Write("train.tsv", SmallData.Tsv()), "--config", _folder.Write("config.json", Config),
        "--model", Model, "--checkpoint", Checkpoint, "--threads", "1",
    ];

    private string Model => _folder["m.zip"];

    private string Checkpoint => _folder["m.checkpoint"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Slow")]
    public void Killed_at_random_moments_the_model_is_that_of_a_training_without_interruption()
    {
        Assert.Equal("", Finish());
        byte[] expected = File.ReadAllBytes(Model);
        var random = new Random(1);
        int kills = 0;
        int resumed = 0;
        while (kills < Kills)
        {
            File.Delete(Model);
            for (int i = 0; i < KillsInARow && Kill(random); i++)
            {
                kills++;
            }

            if (!File.Exists(Model))
            {
                resumed += Finish().Length > 0 ? 1 : 0;
            }

            Assert.Equal(expected, File.ReadAllBytes(Model));
        }

        Assert.True(resumed > 0, "No process found a checkpoint.");
    }

    /// <summary>Whether the process was killed before it was done.</summary>
    private bool Kill(Random random)
    {
        DateTime before = LastWritten();
        using Process process = Start();

        // A process takes longer to start than to train: mostly, wait until it has done a step.
        bool waits = random.Next(4) > 0;
        while (waits && !process.HasExited && LastWritten() == before)
        {
            Thread.Sleep(1);
        }

        if (process.WaitForExit(random.Next(waits ? 80 : 500)))
        {
            return false;
        }

        process.Kill();
        process.WaitForExit();
        return true;
    }

    private DateTime LastWritten() => File.GetLastWriteTimeUtc(Checkpoint);

    /// <summary>Trains to the end and returns the line that says that training went on from a checkpoint, if there is one.</summary>
    private string Finish()
    {
        using Process process = Start();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        Assert.False(File.Exists(Checkpoint));
        return errors.Result.Split('\n').FirstOrDefault(line => line.StartsWith("going on from the checkpoint: step ", StringComparison.Ordinal)) ?? "";
    }

    private Process Start() => Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "cmem.dll"), .. _arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
