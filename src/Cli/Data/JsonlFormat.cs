using System.Text.Json;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>A JSON object in each line, with the members "label" and "text"; others are not looked at.</summary>
internal sealed class JsonlFormat : RowFormat
{
    private const string TextMember = "text";
    private const string LabelMember = "label";

    public override IEnumerable<LabeledRow> Read(Stream stream, string name, bool labeled)
    {
        var lines = new Utf8LineReader(stream, name);
        string expected = labeled ? """{"label": "...", "text": "..."}""" : """{"text": "..."}""";
        while (lines.Read() is { } line)
        {
            yield return Parse(line, labeled, fault => DataFault.At(name, lines.LineNumber, fault, expected, DataFault.Excerpt(line)));
        }
    }

    private static LabeledRow Parse(string line, bool labeled, Func<string, Exception> failure)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            JsonElement row = document.RootElement;
            if (row.ValueKind != JsonValueKind.Object)
            {
                throw failure("the line is not a JSON object");
            }

            string text = Member(row, TextMember, failure);
            if (!labeled)
            {
                return new LabeledRow("", text);
            }

            string label = Member(row, LabelMember, failure);
            return string.IsNullOrWhiteSpace(label) ? throw failure("the label is empty") : new LabeledRow(label, text);
        }
        catch (JsonException exception)
        {
            throw failure($"malformed JSON after byte {exception.BytePositionInLine}");
        }
        catch (InvalidOperationException)
        {
            // What a string is read as when it has an escape such as \ud83d without its other half.
            throw failure("a text has half of a surrogate pair");
        }
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
