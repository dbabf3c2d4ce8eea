using System.Text.Json;
using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>A JSON object in each line, with the members "label" and "text", or those that are named in place of them.</summary>
internal sealed class JsonlFormat(ReadingOptions options) : LineFormat(options)
{
    private readonly string _text = options.TextColumn ?? "text";
    private readonly string _label = options.LabelColumn ?? "label";
    private readonly KeptColumns _kept = options.Kept;

    public override LabeledRow? Parse(string line, bool labeled, Func<string, string, Exception> failure)
    {
        string expected = labeled ? $$"""{"{{_label}}": "...", "{{_text}}": "..."}""" : $$"""{"{{_text}}": "..."}""";
        return JsonLine.IsBlank(line)
            ? null
            : JsonLine.Parse(line, (row, told) => Parse(row, labeled, told), fault => failure(fault, expected));
    }

    private LabeledRow Parse(JsonElement row, bool labeled, Func<string, Exception> failure)
    {
        JsonElement text = JsonLine.Find(row, _text) ?? throw failure($"there is no \"{_text}\"");
        if (text.ValueKind != JsonValueKind.String)
        {
            throw failure($"\"{_text}\" is not a string");
        }

        if (!labeled)
        {
            return new LabeledRow("", text.GetString()!) { Kept = _kept.Of(row, _text) };
        }

        JsonElement value = JsonLine.Find(row, _label) ?? throw failure($"there is no \"{_label}\"");
        string label = JsonLine.LabelOf(value) ?? throw failure($"\"{_label}\" is not a string, a number or a boolean");
        return string.IsNullOrWhiteSpace(label) ? throw failure("the label is empty") : new LabeledRow(label, text.GetString()!);
    }
}
