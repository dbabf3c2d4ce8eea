using System.Text.Json;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.EntityData;

/// <summary>
/// A JSON object in each line: {"text": "...", "entities": [{"start": 0, "length": 4, "type": "PERSON"}]}. In place of length there may
/// be end, the first UTF-16 unit behind the entity, in place of type label, and in place of entities spans or label; where both are
/// there, they must say the same.
/// </summary>
/// <param name="name">The file's name in messages.</param>
/// <param name="options">How it is read.</param>
internal sealed class EntityJsonlReader(string name, EntityFileOptions options)
{
    private static readonly string[] Members = ["entities", "spans", "label"];

    private const string Expected = """{"text": "...", "entities": [{"start": 0, "length": 4, "type": "..."}]}""";

    /// <param name="lines">The lines; null is one that has been skipped.</param>
    /// <exception cref="EntityDataException">A line has another form.</exception>
    public IEnumerable<AnnotatedDocument> Read(IEnumerable<string?> lines)
    {
        long number = 0;
        foreach (string? line in lines)
        {
            number++;
            if (line is not null && Read(line, number) is { } row)
            {
                yield return row;
            }
        }
    }

    /// <summary>The row of a line; null where it is blank or has been skipped.</summary>
    /// <exception cref="EntityDataException">The line has another form.</exception>
    public AnnotatedDocument? Read(string line, long number)
    {
        if (JsonLine.IsBlank(line))
        {
            return null;
        }

        try
        {
            (string text, EntitySpan[] entities) =
                JsonLine.Parse(line, Parse, fault => new EntityDataException(name, number, fault, Expected, line));
            return options.Skip is not null && SpanFault.Find(text, entities) is { } fault
                ? throw new EntityDataException(name, number, fault.Found, fault.Expected, line)
                : new AnnotatedDocument(text, entities);
        }
        catch (EntityDataException exception) when (options.Skip is not null)
        {
            options.Skip(exception, line);
            return null;
        }
    }

    private (string Text, EntitySpan[] Entities) Parse(JsonElement row, Func<string, Exception> failure)
    {
        string text = JsonLine.Find(row, options.TextMember) is { ValueKind: JsonValueKind.String } found
            ? found.GetString()!
            : throw failure($"there is no string \"{options.TextMember}\"");
        string[] members = options.EntitiesMember is { } named ? [named] : Members;

        // Beside entities a label may say what the text is about: only arrays count.
        JsonElement[] arrays =
            [.. members.Select(name => JsonLine.Find(row, name)).OfType<JsonElement>().Where(value => value.ValueKind == JsonValueKind.Array)];
        return arrays.Length switch
        {
            0 => throw failure($"there is no array \"{members[0]}\""),
            1 => (text, InUtf16(text, [.. arrays[0].EnumerateArray().Select(entity => ParseEntity(entity, failure))], failure)),
            _ => throw failure($"several of {string.Join(", ", members)} are arrays"),
        };
    }

    private EntitySpan[] InUtf16(string text, EntitySpan[] spans, Func<string, Exception> failure)
    {
        if (options.Offsets == OffsetUnit.Utf16)
        {
            return spans;
        }

        var codePoints = new CodePointIndex(text);
        return [.. spans.Select(span => codePoints.ToUtf16(span) ?? throw failure(
            $"the entity at {span.Start} of length {span.Length} is not within the text's {codePoints.Count} code points"))];
    }

    private static EntitySpan ParseEntity(JsonElement entity, Func<string, Exception> failure)
    {
        if (entity.ValueKind != JsonValueKind.Object)
        {
            throw failure("an entity is not a JSON object");
        }

        int start = Number(entity, failure, "start") ?? throw failure("an entity has no \"start\"");
        int? length = Number(entity, failure, "length");
        int? end = Number(entity, failure, "end");
        if (length is not null && end is not null && start + (long)length != end)
        {
            throw failure($"an entity's \"length\" {length} from \"start\" {start} contradicts its \"end\" {end}");
        }

        return new EntitySpan(start, length ?? end - start ?? throw failure("an entity has no \"length\""), Type(entity, failure));
    }

    private static string Type(JsonElement entity, Func<string, Exception> failure)
    {
        JsonElement?[] values = [JsonLine.Find(entity, "type"), JsonLine.Find(entity, "label")];
        string?[] types = [.. values.OfType<JsonElement>().Select(JsonLine.LabelOf).Distinct()];
        return types.Length > 1 ? throw failure($"an entity's \"type\" '{types[0]}' contradicts its \"label\" '{types[1]}'")
            : types is [{ } type] ? type
            : throw failure("an entity has no \"type\"");
    }

    private static int? Number(JsonElement entity, Func<string, Exception> failure, string member)
    {
        if (JsonLine.Find(entity, member) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number
            : throw failure($"the \"{member}\" of an entity is no whole number");
    }
}
