using System.Buffers;
using System.Text.Json;
using ContextMemory.MLNet.Persistence;

namespace ContextMemory.MLNet.Training;

/// <summary>A file with a JSON object a line for each finished epoch, to be read while training goes on.</summary>
internal sealed class TrainingLog : IDisposable
{
    private readonly FileStream _file;

    private TrainingLog(string path) => _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);

    /// <summary>Puts a new file in the place of one that is there; null where there is no path.</summary>
    /// <param name="path">The file.</param>
    /// <param name="finished">Epochs that were finished before training went on from a checkpoint.</param>
    /// <param name="epochs">Epochs planned.</param>
    /// <exception cref="IOException">It cannot be written; what was there before still is.</exception>
    public static TrainingLog? Open(string? path, IReadOnlyList<EpochResult> finished, int epochs)
    {
        if (path is null)
        {
            return null;
        }

        AtomicFile.Write(path, file =>
        {
            foreach (EpochResult epoch in finished)
            {
                file.Write(Line(epoch, epochs));
            }
        });
        return new TrainingLog(path);
    }

    public void Write(EpochResult epoch, int epochs)
    {
        _file.Write(Line(epoch, epochs));
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();

    private static ReadOnlySpan<byte> Line(EpochResult epoch, int epochs)
    {
        var line = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteNumber("epoch", epoch.Epoch);
            json.WriteNumber("epochs", epochs);
            WriteNumber(json, "training_loss", epoch.TrainingLoss);
            WriteNumber(json, "validation_loss", epoch.ValidationLoss);
            WriteNumber(json, "validation_metric", epoch.ValidationMetric);
            json.WriteBoolean("is_best", epoch.IsBest);
            WriteNumber(json, "tokens_per_second", epoch.TokensPerSecond);
            WriteNumber(json, "peak_memory_mb", epoch.PeakMemoryMB);
            WriteNumber(json, "elapsed_seconds", epoch.Elapsed.TotalSeconds);
            WriteNumber(json, "remaining_seconds", epoch.Remaining.TotalSeconds);
            json.WriteEndObject();
        }

        line.Write("\n"u8);
        return line.WrittenSpan;
    }

    // JSON has no number for what is none.
    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
