using System.Text.Json;
using System.Text.Json.Serialization;

namespace ContextMemory.MLNet.Persistence;

/// <summary>Options are saved as JSON, so that a later version can add one without a new format.</summary>
[JsonSerializable(typeof(EncoderOptions))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
internal sealed partial class OptionsJson : JsonSerializerContext
{
    public static string Write(EncoderOptions options) => JsonSerializer.Serialize(options, Default.EncoderOptions);

    public static EncoderOptions ReadEncoder(string json)
    {
        try
        {
            EncoderOptions options = JsonSerializer.Deserialize(json, Default.EncoderOptions)
                ?? throw new InvalidDataException("The model is damaged: it has no encoder options.");
            var faults = new OptionFaults("The saved model's encoder");
            options.Validate(faults);
            faults.ThrowIfAny();
            return options;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw new InvalidDataException(
                "The model's encoder options cannot be read; a later version of ContextMemory.MLNet may have saved it. Update the package.",
                exception);
        }
    }
}
