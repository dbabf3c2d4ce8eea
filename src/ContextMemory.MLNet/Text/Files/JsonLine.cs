using System.Text.Json;

namespace ContextMemory.MLNet.Text.Files;

/// <summary>
/// A line of a file with a JSON object in each; these are the rules of every such file. A line of white space is no row. A member that is
/// null is not there, and one must not be named twice. Numbers and booleans are labels as they are written.
/// </summary>
internal static class JsonLine
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Whether a line is no row.</summary>
    public static bool IsBlank(string line) => string.IsNullOrWhiteSpace(line);

    /// <summary>The first of the members that is there, or null.</summary>
    public static JsonElement? Find(JsonElement element, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (element.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
            {
                return value;
            }
        }

        return null;
    }

    /// <summary>The label that a value stands for; null where it cannot be one.</summary>
    public static string? LabelOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };

    /// <summary>What an object stands for; whatever is wrong with the line becomes the caller's exception.</summary>
    /// <param name="line">The line.</param>
    /// <param name="parse">From the object, and a function that makes the exception for a fault of it.</param>
    /// <param name="failure">Makes the exception that says what is wrong with the line.</param>
    public static T Parse<T>(string line, Func<JsonElement, Func<string, Exception>, T> parse, Func<string, Exception> failure)
    {
        Exception? told = null;
        try
        {
            using var document = JsonDocument.Parse(line, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? parse(document.RootElement, Tell)
                : throw Tell("the line is not a JSON object");
        }
        catch (JsonException exception)
        {
            throw failure(NamesTwice(line) ? "a member is named twice" : $"malformed JSON after byte {exception.BytePositionInLine}");
        }
        catch (InvalidOperationException exception) when (exception != told)
        {
            // What a string is read as when it has an escape such as \ud83d without its other half.
            throw failure("a text has half of a surrogate pair");
        }

        static bool NamesTwice(string line)
        {
            try
            {
                JsonDocument.Parse(line).Dispose();
                return true;
            }
            catch (JsonException)
            {
                return false;
            }
        }

        Exception Tell(string fault) => told = failure(fault);
    }
}
