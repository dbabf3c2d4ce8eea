using System.Text.Json;

namespace ContextMemory.MLNet.Text.Files;

/// <summary>A line of a file with a JSON object in each.</summary>
internal static class JsonLine
{
    /// <summary>What an object stands for; whatever is wrong with the line becomes the caller's exception.</summary>
    /// <param name="line">The line.</param>
    /// <param name="parse">From the object, and a function that makes the exception for a fault of it.</param>
    /// <param name="failure">Makes the exception that says what is wrong with the line.</param>
    public static T Parse<T>(string line, Func<JsonElement, Func<string, Exception>, T> parse, Func<string, Exception> failure)
    {
        Exception? told = null;
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? parse(document.RootElement, Tell)
                : throw Tell("the line is not a JSON object");
        }
        catch (JsonException exception)
        {
            throw failure($"malformed JSON after byte {exception.BytePositionInLine}");
        }
        catch (InvalidOperationException exception) when (exception != told)
        {
            // What a string is read as when it has an escape such as \ud83d without its other half.
            throw failure("a text has half of a surrogate pair");
        }

        Exception Tell(string fault) => told = failure(fault);
    }
}
