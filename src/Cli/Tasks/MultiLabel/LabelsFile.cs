using System.Text.Json;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.Cli.Tasks.MultiLabel;

/// <summary>Texts with any number of labels: "text" and "labels", an array that may be empty, or members that are named in place of them.</summary>
internal sealed class LabelsFile : JsonlFile<LabelsRow>
{
    private readonly string _text;
    private readonly string _labels;

    private LabelsFile(InputPiece file, ReadingOptions reading, string text, string labels)
        : base(file, reading, $$"""{"{{labels}}": ["..."], "{{text}}": "..."}""")
    {
        _text = text;
        _labels = labels;
    }

    /// <exception cref="FailureException">There is no such file, or it cannot be read.</exception>
    /// <param name="path">The file.</param>
    /// <param name="reading">How its rows are read.</param>
    public static LabelsFile Open(string path, ReadingOptions reading)
    {
        InputFile.Open(path).Dispose();
        return new LabelsFile(path, reading.ForJsonl(path), reading.TextColumn ?? "text", reading.LabelColumn ?? "labels");
    }

    protected override LabelsRow Parse(JsonElement row, Func<string, Exception> failure) => new()
    {
        Text = Text(row, _text, failure) ?? throw failure($"there is no \"{_text}\""),
        Labels = ReadLabels(row, failure),
    };

    private string[] ReadLabels(JsonElement row, Func<string, Exception> failure)
    {
        JsonElement values = JsonLine.Find(row, _labels) ?? throw failure($"there is no \"{_labels}\"");
        string[] labels = values.ValueKind == JsonValueKind.Array ? [.. values.EnumerateArray().Select(Label)] : throw NoLabels();
        return labels.Any(string.IsNullOrWhiteSpace) ? throw failure("a label is empty") : labels;

        string Label(JsonElement value) => JsonLine.LabelOf(value) ?? throw NoLabels();

        Exception NoLabels() => failure($"\"{_labels}\" is not an array of strings, numbers or booleans");
    }
}
