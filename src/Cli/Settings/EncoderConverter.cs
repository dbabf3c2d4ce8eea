using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ContextMemory.MLNet.Cli.Settings;

/// <summary>Reads the options of an encoder whose kind is named beside its values.</summary>
internal sealed class EncoderConverter : JsonConverter<EncoderOptions>
{
    public const string Kind = "kind";

    /// <summary>Why the tool cannot train an encoder of a kind; null where it can.</summary>
    public static string? WhyNot(EncoderKind kind) => kind == EncoderKind.Module
        ? "A module of TorchSharp is code of your own: train it in a program, with TorchSharpModuleEncoder of the package ContextMemory.MLNet.TorchSharp."
        : null;

    public static Type TypeOf(EncoderKind kind) => EncoderOptions.Of(kind).GetType();

    public override EncoderOptions Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        JsonObject values = JsonNode.Parse(ref reader)!.AsObject();
        return (EncoderOptions)values.Deserialize(TypeOf(values[Kind].Deserialize<EncoderKind>(options)), options)!;
    }

    public override void Write(Utf8JsonWriter writer, EncoderOptions value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Settings are only read.");
}
