using System.Text.Json;

namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>Documents with summaries, a JSON object a line: "sentences" or "text", "summary", "labels" for each sentence.</summary>
internal sealed class SummaryCheck : RowCheck
{
    public override IEnumerable<CheckedRow> Read(string path)
    {
        foreach ((long number, string line) in CheckedFile.Lines(path))
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return Check(number, line);
            }
        }
    }

    private static CheckedRow Check(long number, string line)
    {
        JsonElement row;
        try
        {
            using var document = JsonDocument.Parse(line);
            row = document.RootElement.Clone();
        }
        catch (JsonException exception)
        {
            return Faulty(number, line, $"malformed JSON after byte {exception.BytePositionInLine}");
        }

        if (row.ValueKind != JsonValueKind.Object)
        {
            return Faulty(number, line, "the line is not a JSON object");
        }

        string[]? sentences = Texts(row, "sentences") ?? Texts(row, "text");
        if (sentences is null)
        {
            return Faulty(number, line, "there is neither an array of strings \"sentences\" nor a string \"text\"");
        }

        string text = string.Join(' ', sentences);
        List<Remark> remarks = [.. EmptyText(number, "sentences", text)];
        if (Texts(row, "summary") is { } summary && string.IsNullOrWhiteSpace(string.Join(' ', summary)))
        {
            remarks.Add(new Remark(number, "summary", "the summary is empty", IsFault: false));
        }

        if (row.TryGetProperty("labels", out JsonElement labels) && labels.ValueKind == JsonValueKind.Array
            && labels.GetArrayLength() != sentences.Length)
        {
            remarks.Add(new Remark(
                number, "labels", $"there are {labels.GetArrayLength()} labels; expected one for each of the {sentences.Length} sentences", IsFault: true));
        }

        return new CheckedRow(number, text, CountTokens(text), [], remarks);
    }

    private static CheckedRow Faulty(long number, string line, string fault) =>
        new(number, line, 0, [], [new Remark(number, "line", fault, IsFault: true)]);

    private static string[]? Texts(JsonElement row, string name)
    {
        if (!row.TryGetProperty(name, out JsonElement value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) =>
                [.. value.EnumerateArray().Select(item => item.GetString()!)],
            _ => null,
        };
    }
}
