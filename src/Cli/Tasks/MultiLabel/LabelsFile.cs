using System.Text.Json;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.Cli.Tasks.MultiLabel;

/// <summary>Texts with any number of labels: "text" and "labels", an array that may be empty.</summary>
internal sealed class LabelsFile : JsonlFile<LabelsRow>
{
    private LabelsFile(string path)
        : base(path, """{"labels": ["..."], "text": "..."}""")
    {
    }

    /// <exception cref="FailureException">There is no such file, or it cannot be read.</exception>
    public static LabelsFile Open(string path)
    {
        InputFile.Open(path).Dispose();
        return new LabelsFile(path);
    }

    protected override LabelsRow Parse(JsonElement row, Func<string, Exception> failure) => new()
    {
        Text = Text(row, "text", failure) ?? throw failure("there is no \"text\""),
        Labels = ReadLabels(row, failure),
    };

    private static string[] ReadLabels(JsonElement row, Func<string, Exception> failure)
    {
        JsonElement values = JsonLine.Find(row, "labels") ?? throw failure("there is no \"labels\"");
        string[] labels = values.ValueKind == JsonValueKind.Array ? [.. values.EnumerateArray().Select(Label)] : throw NoLabels();
        return labels.Any(string.IsNullOrWhiteSpace) ? throw failure("a label is empty") : labels;

        string Label(JsonElement value) => JsonLine.LabelOf(value) ?? throw NoLabels();

        Exception NoLabels() => failure("\"labels\" is not an array of strings, numbers or booleans");
    }
}
