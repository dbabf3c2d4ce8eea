using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace ContextMemory.MLNet.Tasks;

/// <summary>
/// Options are saved as JSON, so that a later version can add one without a new format: models that do not have it do as models did
/// before it was there.
/// </summary>
[JsonSerializable(typeof(EncoderOptions))]
[JsonSerializable(typeof(SummaryLimits))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
internal sealed partial class OptionsJson : JsonSerializerContext
{
    // What a model does whose options were saved before an option was added.
    private static readonly EncoderOptions Earlier = new() { MemoryLength = 0, PositionAmplitude = 1 };

    public static string Write(EncoderOptions options) => JsonSerializer.Serialize(options, Default.EncoderOptions);

    public static string Write(SummaryLimits limits) => JsonSerializer.Serialize(limits, Default.SummaryLimits);

    public static SummaryLimits ReadLimits(string json)
    {
        try
        {
            SummaryLimits limits = JsonSerializer.Deserialize(json, Default.SummaryLimits)
                ?? throw new InvalidDataException("The model is damaged: it has no limits of summaries.");
            var faults = new OptionFaults("The saved model's limits");
            limits.Validate(faults);
            faults.ThrowIfAny();
            return limits;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw new InvalidDataException(
                "The model's limits cannot be read; a later version of ContextMemory.MLNet may have saved it. Update the package.", exception);
        }
    }

    /// <param name="json">The options as they were saved.</param>
    /// <param name="hasSegments">Whether it reads segments: their length, which follows from the training rows where it was 0, is known then.</param>
    public static EncoderOptions ReadEncoder(string json, bool hasSegments = true)
    {
        try
        {
            JsonObject values = JsonSerializer.SerializeToNode(Earlier, Default.EncoderOptions)!.AsObject();
            if (JsonNode.Parse(json) is not JsonObject saved)
            {
                throw new InvalidDataException("The model is damaged: it has no encoder options.");
            }

            foreach ((string name, JsonNode? value) in saved)
            {
                values[name] = value?.DeepClone();
            }

            EncoderOptions options = values.Deserialize(Default.EncoderOptions)!;
            var faults = new OptionFaults("The saved model's encoder");
            options.Validate(faults);
            faults.ThrowIfAny();
            return options.SegmentLength > 0 || !hasSegments
                ? options
                : throw new InvalidDataException("The model is damaged: its segments have a length of 0.");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException(
                "The model's encoder options cannot be read; a later version of ContextMemory.MLNet may have saved it. Update the package.",
                exception);
        }
    }
}
