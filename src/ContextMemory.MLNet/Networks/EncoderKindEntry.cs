using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace ContextMemory.MLNet.Networks;

/// <summary>A kind of encoder.</summary>
/// <param name="Name">Under which it is saved, with its version. What is saved under a name is read, and computes the same, for ever.</param>
/// <param name="Defaults">Options of this kind; of an earlier version, with what it does where it has no such option.</param>
/// <param name="Json">How they are read and written.</param>
internal sealed record EncoderKindEntry(string Name, EncoderOptions Defaults, JsonTypeInfo Json)
{
    public EncoderKind Kind => Defaults.Kind;

    /// <summary>The values of options of this kind, by name.</summary>
    public JsonObject ValuesOf(EncoderOptions options)
    {
        JsonObject values = JsonSerializer.SerializeToNode(options, Json)!.AsObject();
        values.Remove(nameof(EncoderOptions.Kind));
        return values;
    }

    /// <summary>Options of this kind.</summary>
    /// <param name="values">All values, by name.</param>
    /// <exception cref="JsonException">A value is of the wrong type.</exception>
    public EncoderOptions Create(JsonObject values) => (EncoderOptions)values.Deserialize(Json)!;
}
