using System.Text.Json;
using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.EntityData;

/// <summary>
/// A JSON object in each line: {"text": "...", "entities": [{"start": 0, "length": 4, "type": "PERSON"}]}. In place of length there may
/// be end, the first UTF-16 unit behind the entity, in place of type label, and in place of entities spans or label.
/// </summary>
/// <param name="name">The file's name in messages.</param>
internal sealed class EntityJsonlReader(string name)
{
    private const string Expected = """{"text": "...", "entities": [{"start": 0, "length": 4, "type": "..."}]}""";

    /// <exception cref="EntityDataException">A line has another form.</exception>
    public IEnumerable<(string Text, EntitySpan[] Entities)> Read(IEnumerable<string> lines)
    {
        long number = 0;
        foreach (string line in lines)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return JsonLine.Parse(line, Parse, fault => new EntityDataException(name, number, fault, Expected, line));
            }
        }
    }

    private static (string Text, EntitySpan[] Entities) Parse(JsonElement row, Func<string, Exception> failure)
    {
        string text = Find(row, "text") is { ValueKind: JsonValueKind.String } found
            ? found.GetString()!
            : throw failure("there is no string \"text\"");
        if (Find(row, "entities", "spans", "label") is not { ValueKind: JsonValueKind.Array } entities)
        {
            throw failure("there is no array \"entities\"");
        }

        return (text, [.. entities.EnumerateArray().Select(entity => ParseEntity(entity, failure))]);
    }

    private static EntitySpan ParseEntity(JsonElement entity, Func<string, Exception> failure)
    {
        if (entity.ValueKind != JsonValueKind.Object)
        {
            throw failure("an entity is not a JSON object");
        }

        int start = Number(entity, failure, "start") ?? throw failure("an entity has no \"start\"");
        int length = Number(entity, failure, "length")
            ?? Number(entity, failure, "end") - start
            ?? throw failure("an entity has no \"length\"");
        return Find(entity, "type", "label") is { ValueKind: JsonValueKind.String } type
            ? new EntitySpan(start, length, type.GetString()!)
            : throw failure("an entity has no string \"type\"");
    }

    private static int? Number(JsonElement entity, Func<string, Exception> failure, string member)
    {
        if (Find(entity, member) is not { } value)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number
            : throw failure($"the \"{member}\" of an entity is no whole number");
    }

    private static JsonElement? Find(JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (element.TryGetProperty(name, out JsonElement value))
            {
                return value;
            }
        }

        return null;
    }
}
