using System.Text.Json;

namespace ContextMemory.MLNet.Persistence.Tensors;

/// <summary>Bounded JSON that a model comes with; each fault of it names the file.</summary>
internal static class JsonFile
{
    /// <summary>Bytes that a file of settings may have.</summary>
    public const int MostBytes = 1 << 24;

    private const int Depth = 32;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = Depth, AllowDuplicateProperties = false };

    /// <summary>Reads a file whose root is of a kind.</summary>
    /// <exception cref="InvalidDataException">It is too long, no JSON, or another kind of value.</exception>
    public static T Read<T>(string path, JsonValueKind kind, Func<JsonElement, T> read)
    {
        using DataFile file = DataFile.Open(path);
        if (file.Length > MostBytes)
        {
            throw file.Fault($"the file has {file.Length} bytes: at most {MostBytes} are possible.");
        }

        var bytes = new byte[file.Length];
        file.Read(0, bytes);
        ReadOnlyMemory<byte> text = bytes.AsSpan().StartsWith("\uFEFF"u8) ? bytes.AsMemory("\uFEFF"u8.Length) : bytes;
        return Parse(path, text, kind, read);
    }

    /// <summary>Reads JSON that is in memory.</summary>
    /// <inheritdoc cref="Read"/>
    public static T Parse<T>(string path, ReadOnlyMemory<byte> json, JsonValueKind kind, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Options);
            return document.RootElement.ValueKind == kind
                ? read(document.RootElement)
                : throw new InvalidDataException($"'{path}': expected JSON of kind {kind}, found {document.RootElement.ValueKind}.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException($"'{path}': this is not JSON: {exception.Message} Download the file again.", exception);
        }
        catch (InvalidOperationException exception)
        {
            // Kinds of values are looked at before they are read, so that this is a text with half of a surrogate pair or bytes beyond UTF-8.
            throw new InvalidDataException($"'{path}': a text in the JSON is not valid Unicode. Download the file again.", exception);
        }
    }
}
