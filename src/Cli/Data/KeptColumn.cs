using System.Text.Json;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>A value of the input that goes with its row to what is written of it.</summary>
/// <param name="Name">The name of its column or member.</param>
/// <param name="Text">The value as text.</param>
/// <param name="Json">The value as it was in an object; null where it was in a table.</param>
internal readonly record struct KeptColumn(string Name, string Text, JsonElement? Json = null)
{
    /// <summary>Whether the row has no such member: what is written in columns has an empty one for it.</summary>
    public bool IsMissing { get; private init; }

    public static KeptColumn Missing(string name) => new(name, "") { IsMissing = true };

    public static KeptColumn Of(string name, JsonElement value) =>
        new(name, value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), value.Clone());

    /// <summary>Writes name and value as a member of an object.</summary>
    public void WriteTo(Utf8JsonWriter json)
    {
        json.WritePropertyName(Name);
        if (Json is { } value)
        {
            value.WriteTo(json);
        }
        else
        {
            json.WriteStringValue(Text);
        }
    }
}
