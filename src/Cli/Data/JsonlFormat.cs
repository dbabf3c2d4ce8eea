using System.Text.Json;
using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>A JSON object in each line, with the members "label" and "text"; others are not looked at.</summary>
internal sealed class JsonlFormat : LineFormat
{
    private const string TextMember = "text";
    private const string LabelMember = "label";

    public override LabeledRow? Parse(string line, bool labeled, Func<string, string, Exception> failure)
    {
        string expected = labeled ? """{"label": "...", "text": "..."}""" : """{"text": "..."}""";
        return JsonLine.IsBlank(line)
            ? null
            : JsonLine.Parse(line, (row, told) => Parse(row, labeled, told), fault => failure(fault, expected));
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
