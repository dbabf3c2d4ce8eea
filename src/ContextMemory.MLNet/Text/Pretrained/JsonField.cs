using System.Globalization;
using System.Text.Json;

namespace ContextMemory.MLNet.Text.Pretrained;

/// <summary>A value in a JSON file, which knows its place: where it is not what is expected, the message names file and field.</summary>
internal readonly struct JsonField
{
    private const int MostBytes = 1 << 27;
    private const int Deepest = 24;
    private const int LongestText = 200;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = Deepest };

    private readonly JsonElement _element;
    private readonly string _file;
    private readonly string _path;

    private JsonField(JsonElement element, string file, string path)
    {
        _element = element;
        _file = file;
        _path = path;
    }

    public bool IsNull => _element.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    /// <summary>File and field, as messages begin with them.</summary>
    public string Place => $"'{_file}': {_path}";

    public bool IsText => _element.ValueKind == JsonValueKind.String;

    public bool IsObject => _element.ValueKind == JsonValueKind.Object;

    public bool IsList => _element.ValueKind == JsonValueKind.Array;

    /// <summary>Reads a file that holds one object.</summary>
    /// <exception cref="InvalidDataException">The file is too large or no JSON.</exception>
    public static T Read<T>(string path, Func<JsonField, T> read)
    {
        using FileStream file = File.OpenRead(path);
        if (file.Length > MostBytes)
        {
            throw new InvalidDataException($"'{path}' has {file.Length} bytes; possible are {MostBytes}.");
        }

        try
        {
            using var document = JsonDocument.Parse(file, Strict);
            var root = new JsonField(document.RootElement, path, "");
            return root.IsObject ? read(root) : throw root.Unexpected("an object");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(
                $"'{path}' is no valid JSON, or it is deeper than {Deepest} levels: {exception.Message} Download it again.", exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidDataException($"'{path}' has a text that is not Unicode: {exception.Message} Download it again.", exception);
        }
    }

    /// <summary>A field of an object; null where it has none of that name.</summary>
    public JsonField Get(string name)
    {
        if (!IsObject)
        {
            throw Unexpected("an object");
        }

        return new JsonField(_element.TryGetProperty(name, out JsonElement value) ? value : default, _file, PathOf(name));
    }

    /// <summary>Throws where an object has a field of another name: what it asks for would not be done.</summary>
    public void AllowOnly(params ReadOnlySpan<string> names)
    {
        foreach ((string name, JsonField _) in Fields())
        {
            if (!names.Contains(name))
            {
                throw Get(name).NotSupported();
            }
        }
    }

    public IEnumerable<(string Name, JsonField Value)> Fields()
    {
        if (!IsObject)
        {
            throw Unexpected("an object");
        }

        foreach (JsonProperty property in _element.EnumerateObject())
        {
            string name = TextOf(property);
            yield return (name, new JsonField(property.Value, _file, PathOf(name)));
        }
    }

    public IEnumerable<JsonField> Items()
    {
        if (!IsList)
        {
            throw Unexpected("a list");
        }

        int number = 0;
        foreach (JsonElement item in _element.EnumerateArray())
        {
            yield return new JsonField(item, _file, string.Create(CultureInfo.InvariantCulture, $"{_path}[{number++}]"));
        }
    }

    public int Count => IsList ? _element.GetArrayLength() : IsObject ? _element.GetPropertyCount() : throw Unexpected("a list or an object");

    public string Text()
    {
        try
        {
            return IsText ? _element.GetString()! : throw Unexpected("a text");
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidDataException($"'{_file}': {_path} has half a surrogate pair.", exception);
        }
    }

    /// <summary>Bytes that are written in base 64.</summary>
    public byte[] Bytes() => IsText && _element.TryGetBytesFromBase64(out byte[]? bytes) ? bytes : throw Unexpected("a text in base 64");

    public bool Flag() => _element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Unexpected("true or false"),
    };

    /// <summary>A flag; null where the field is null or not there.</summary>
    public bool? FlagOrNull() => IsNull ? null : Flag();

    /// <param name="least">The least value that is possible.</param>
    /// <param name="most">The greatest one.</param>
    public int Integer(int least, int most) =>
        _element.ValueKind == JsonValueKind.Number && _element.TryGetInt32(out int value) && value >= least && value <= most
            ? value
            : throw Unexpected($"a number from {least} to {most}");

    public double Number() =>
        _element.ValueKind == JsonValueKind.Number && _element.TryGetDouble(out double value) && double.IsFinite(value)
            ? value
            : throw Unexpected("a number");

    public InvalidDataException Unexpected(string expected) =>
        new($"'{_file}': {(_path.Length == 0 ? "the file" : _path)} is {Found()}; expected is {expected}.");

    public InvalidDataException NotSupported(string remedy = "Use a tokenizer without it.") =>
        new($"'{_file}': {_path} ({Found()}) is not supported. {remedy}");

    public InvalidDataException Fault(string fault) => new($"'{_file}': {_path} {fault}.");

    private string PathOf(string name) => _path.Length == 0 ? name : $"{_path}.{name}";

    private string TextOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException exception)
        {
            throw new InvalidDataException($"'{_file}': a name in {_path} has half a surrogate pair.", exception);
        }
    }

    private string Found()
    {
        if (_element.ValueKind == JsonValueKind.Undefined)
        {
            return "missing";
        }

        string text = _element.GetRawText();
        return _element.ValueKind switch
        {
            JsonValueKind.Object when _element.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String => type.GetRawText(),
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            _ => text.Length <= LongestText ? text : text[..LongestText] + "...",
        };
    }
}
