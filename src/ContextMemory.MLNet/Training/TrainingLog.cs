using System.Buffers;
using System.Text.Json;

namespace ContextMemory.MLNet.Training;

/// <summary>A file with a JSON object a line for each finished epoch, to be read while training goes on.</summary>
internal sealed class TrainingLog : IDisposable
{
    private readonly FileStream _file;

    private TrainingLog(string path) => _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read);

    /// <summary>Starts the file anew; null where there is no path.</summary>
    public static TrainingLog? Open(string? path) => path is null ? null : new TrainingLog(path);

    /// <summary>To be told before work is done for it rather than after; what is in the file stays.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public static void CheckWritable(string? path)
    {
        if (path is not null)
        {
            new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read).Dispose();
        }
    }

    public void Write(EpochResult epoch, int epochs)
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
        _file.Write(line.WrittenSpan);
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();

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
