using System.Reflection;
using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>Describes what predictions in parts follow from, for their manifest.</summary>
internal static class PartJob
{
    public const string Task = "task";
    public const string Format = "format";
    public const string Columns = "columns";

    /// <exception cref="FailureException">The model or a file of the input cannot be read.</exception>
    public static JsonObject Describe(
        string model,
        string task,
        ModelPrecision precision,
        IEnumerable<string> inputs,
        ReadingOptions reading,
        PredictionFormat format,
        IReadOnlyList<string>? columns,
        int rowsOfPart,
        Compression compression) => new()
        {
            ["version"] = typeof(PartJob).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
            ["model"] = Checksum.Of(model),
            ["precision"] = precision.ToString().ToLowerInvariant(),
            [Task] = task,
            ["input"] = new JsonArray([.. inputs.Select(file => new JsonObject { ["file"] = file, ["bytes"] = InputFile.LengthOf(file), ["sha256"] = Checksum.Of(file) })]),
            ["text_column"] = reading.TextColumn,
            ["separator"] = reading.Separator?.ToString(),
            ["header"] = reading.HasHeader,
            ["skip_bad_rows"] = reading.BadRows is not null,
            [Format] = format.ToString().ToLowerInvariant(),
            [Columns] = columns is null ? null : new JsonArray([.. columns.Select(column => JsonValue.Create(column))]),
            ["part_rows"] = rowsOfPart,
            ["compression"] = compression.ToString().ToLowerInvariant(),
        };
}
