using System.Globalization;
using System.Text.Json;
using ContextMemory.MLNet.Persistence.Tensors;

namespace ContextMemory.MLNet.Persistence.Pretrained;

/// <summary>The fields of a file of settings; each fault names the file, the field, what was found and what is expected.</summary>
internal sealed class ConfigFile(string path, JsonElement root)
{
    public string Path => path;

    /// <summary>A text; null where it is missing or null.</summary>
    public string? Text(string name) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { } other => throw Wrong(name, other, "a text"),
    };

    /// <summary>True or false; false where it is missing or null.</summary>
    public bool Flag(string name) => Find(name) switch
    {
        null or { ValueKind: JsonValueKind.False } => false,
        { ValueKind: JsonValueKind.True } => true,
        { } other => throw Wrong(name, other, "true or false"),
    };

    /// <summary>A whole number that must be there.</summary>
    public int Integer(string name, int minimum, int maximum) =>
        OptionalInteger(name, minimum, maximum) ?? throw Missing(name);

    /// <summary>A whole number; null where it is missing or null.</summary>
    public int? OptionalInteger(string name, int minimum, int maximum) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetInt32(out int value) && value >= minimum && value <= maximum => value,
        { } other => throw Wrong(name, other, string.Create(CultureInfo.InvariantCulture, $"a whole number from {minimum} to {maximum}")),
    };

    /// <summary>A number above zero; null where it is missing or null.</summary>
    public double? OptionalNumber(string name, double maximum) => Find(name) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } number when number.TryGetDouble(out double value) && value > 0 && value <= maximum => value,
        { } other => throw Wrong(name, other, string.Create(CultureInfo.InvariantCulture, $"a number above 0, at most {maximum}")),
    };

    public InvalidDataException Missing(string name) =>
        new($"'{path}' has no '{name}'. Take the file that belongs to the model.");

    public InvalidDataException Fault(string what) => new($"'{path}': {what}");

    private JsonElement? Find(string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private InvalidDataException Wrong(string name, JsonElement found, string expected) =>
        Fault($"'{name}' is {Excerpt.Of(found.GetRawText())}: expected {expected}.");
}
