using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>The one JSON object that --metrics asks for.</summary>
internal static class MetricsFile
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>What every task reports.</summary>
    public static JsonObject Create(string task, long rows, TimeSpan elapsed) => new()
    {
        ["task"] = task,
        ["rows"] = rows,
        ["seconds"] = Math.Round(elapsed.TotalSeconds, 3),
        ["peak_memory_mb"] = Math.Round(PeakMemory() / (1024.0 * 1024.0), 1),
    };

    /// <summary>A number as JSON can hold it: null for one that is none.</summary>
    public static JsonNode? Number(double? value) => value is { } number && double.IsFinite(number) ? JsonValue.Create(number) : null;

    public static void Write(string path, JsonObject metrics) => AtomicFile.Write(path, stream =>
    {
        JsonSerializer.Serialize(stream, metrics, Indented);
        stream.WriteByte((byte)'\n');
    });

    private static long PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64;
    }
}
