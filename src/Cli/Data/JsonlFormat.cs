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
            if (!JsonLine.IsBlank(line))
            {
                yield return JsonLine.Parse(
                    line,
                    (row, failure) => Parse(row, labeled, failure),
                    fault => DataFault.At(name, lines.Number, fault, expected, DataFault.Excerpt(line)));
            }
        }
    }

    private static LabeledRow Parse(JsonElement row, bool labeled, Func<string, Exception> failure)
    {
        JsonElement text = JsonLine.Find(row, TextMember) ?? throw failure("there is no \"text\"");
        if (text.ValueKind != JsonValueKind.String)
        {
            throw failure("\"text\" is not a string");
        }

        if (!labeled)
        {
            return new LabeledRow("", text.GetString()!);
        }

        JsonElement value = JsonLine.Find(row, LabelMember) ?? throw failure("there is no \"label\"");
        string label = JsonLine.LabelOf(value) ?? throw failure("\"label\" is not a string, a number or a boolean");
        return string.IsNullOrWhiteSpace(label) ? throw failure("the label is empty") : new LabeledRow(label, text.GetString()!);
    }
}
