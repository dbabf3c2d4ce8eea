using System.Text.Json.Nodes;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tests.Training;

public sealed class TrainingLogTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Every_epoch_is_a_line_as_soon_as_it_is_finished()
    {
        var linesAtEpoch = new List<int>();
        var progress = new Listener(value =>
        {
            if (value.FinishedEpoch is not null)
            {
                linesAtEpoch.Add(Lines().Length);
            }
        });
        File.WriteAllText(_path, "what was there before");
        var objective = new ScriptedObjective(20, 0.5, 0.9, 0.8);
        var options = new TrainingOptions { BatchSize = 5, Epochs = 3, Threads = 1, LogPath = _path, Progress = progress };

        TrainingReport report = new Trainer(objective, options, seed: 1).Run();

        Assert.Equal([1, 2, 3], linesAtEpoch);
        Assert.Equal(report.Epochs.Select(Values), Lines().Select(Read));
        Assert.All(Lines(), line => Assert.Equal(3, (int)JsonNode.Parse(line)!["epochs"]!));
        Assert.All(report.Epochs, epoch => Assert.True(epoch.TokensPerSecond > 0 && epoch.PeakMemoryMB > 1 && epoch.Elapsed > TimeSpan.Zero));
        Assert.Equal(TimeSpan.Zero, report.Epochs[^1].Remaining);
        Assert.True(report.Epochs[0].Remaining > TimeSpan.Zero);
    }

    [Fact]
    public void A_place_where_it_cannot_be_written_is_named()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("training-log-tests-");
        string path = Path.Combine(folder.FullName, "missing", "log");
        var options = new TrainingOptions { BatchSize = 5, Epochs = 1, Threads = 1, LogPath = path };

        var fault = Assert.Throws<IOException>(() => new Trainer(new ScriptedObjective(20), options, seed: 1).Run());

        Assert.Equal($"Cannot write '{path}': there is no folder '{Path.Combine(folder.FullName, "missing")}'.", fault.Message);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void What_there_is_not_is_null()
    {
        var options = new TrainingOptions { BatchSize = 5, Epochs = 1, Threads = 1, LogPath = _path };
        new Trainer(new ScriptedObjective(20), options, seed: 1).Run();
        JsonObject line = JsonNode.Parse(Assert.Single(Lines()))!.AsObject();
        Assert.True(line.ContainsKey("validation_loss") && line.ContainsKey("validation_metric"));
        Assert.Null(line["validation_loss"] ?? line["validation_metric"]);
    }

    // The file is open for writing, too.
    private string[] Lines()
    {
        using var reader = new StreamReader(new FileStream(_path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static object?[] Values(EpochResult epoch) =>
    [
        epoch.Epoch, epoch.TrainingLoss, epoch.ValidationLoss, epoch.ValidationMetric, epoch.IsBest, epoch.TokensPerSecond, epoch.PeakMemoryMB,
        epoch.Elapsed.TotalSeconds, epoch.Remaining.TotalSeconds,
    ];

    private static object?[] Read(string line)
    {
        JsonNode json = JsonNode.Parse(line)!;
        return
        [
            (int)json["epoch"]!, (double)json["training_loss"]!, (double?)json["validation_loss"], (double?)json["validation_metric"],
            (bool)json["is_best"]!, (double)json["tokens_per_second"]!, (double)json["peak_memory_mb"]!, (double)json["elapsed_seconds"]!,
            (double)json["remaining_seconds"]!,
        ];
    }
}
