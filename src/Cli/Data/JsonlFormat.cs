using System.Text.Json;
using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>A JSON object in each line, with the members "label" and "text"; others are not looked at.</summary>
internal sealed class JsonlFormat : RowFormat
{
    private const string TextMember = "text";
    private const string LabelMember = "label";

    public override IEnumerable<LabeledRow> Read(Stream stream, string name, bool labeled)
    {
        var lines = new TextLines(stream, name);
        string expected = labeled ? """{"label": "...", "text": "..."}""" : """{"text": "..."}""";
        while (lines.Read() is { } line)
        {
            yield return JsonLine.Parse(
                line,
                (row, failure) => Parse(row, labeled, failure),
                fault => DataFault.At(name, lines.Number, fault, expected, DataFault.Excerpt(line)));
        }
    }

    private static LabeledRow Parse(JsonElement row, bool labeled, Func<string, Exception> failure)
    {
        string text = Member(row, TextMember, failure);
        if (!labeled)
        {
            return new LabeledRow("", text);
        }

        string label = Member(row, LabelMember, failure);
        return string.IsNullOrWhiteSpace(label) ? throw failure("the label is empty") : new LabeledRow(label, text);
    }

    private static string Member(JsonElement row, string name, Func<string, Exception> failure)
    {
        if (!row.TryGetProperty(name, out JsonElement value))
        {
            throw failure($"there is no \"{name}\"");
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,

            // Classes are often numbered; the number as it is written is the label.
            JsonValueKind.Number when name == LabelMember => value.GetRawText(),
            _ => throw failure($"\"{name}\" is not a string"),
        };
    }
}
