using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ContextMemory.MLNet.Networks;

namespace ContextMemory.MLNet.Tasks;

/// <summary>
/// Options are saved as JSON, so that a later version can add one without a new format: models that do not have it do as models did
/// before it was there.
/// </summary>
[JsonSerializable(typeof(SummaryLimits))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
internal sealed partial class OptionsJson : JsonSerializerContext
{
    // All options of all kinds: what a kind does not have is written as its default.
    private const string Flat =
        """
        {
          "Kind": "", "EmbeddingSize": 128, "HiddenSize": 128, "Layers": 1, "Bidirectional": true, "Heads": 4, "FeedForwardSize": 256,
          "Positions": "Sinusoidal", "PositionAmplitude": 0, "LearnedPositions": 512, "Causal": false, "MemoryLength": 256,
          "GatesSeeMemory": true, "Slots": 32, "Pooling": "Mean", "Dropout": null, "SegmentLength": 256
        }
        """;

    // What a model does whose options were saved before an option was added.
    private static readonly (string Name, JsonNode Value)[] Earlier =
        [(nameof(AttentionBlockOptions.MemoryLength), 0), (nameof(BlockOptions.PositionAmplitude), 1)];

    public static string Write(EncoderOptions options)
    {
        JsonObject flat = JsonNode.Parse(Flat)!.AsObject();
        foreach ((string name, JsonNode? value) in EncoderKinds.Find(options.Kind).ValuesOf(options).Prepend(new("Kind", $"{options.Kind}")))
        {
            flat[name] = value?.DeepClone();
        }

        return flat.ToJsonString();
    }

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
            JsonObject saved = JsonNode.Parse(json) as JsonObject ?? throw new InvalidDataException("The model is damaged: it has no encoder options.");
            string name = saved[nameof(EncoderOptions.Kind)]?.GetValue<string>()
                ?? throw new InvalidDataException("The model is damaged: its encoder has no kind.");
            EncoderKindEntry kind = EncoderKinds.All.FirstOrDefault(entry => $"{entry.Kind}" == name) ?? throw new InvalidDataException(
                $"The model's encoder was saved by a later version: kind '{name}'; update the package.");
            JsonObject values = kind.ValuesOf(kind.Defaults);
            foreach ((string option, JsonNode value) in Earlier)
            {
                if (values.ContainsKey(option))
                {
                    values[option] = value.DeepClone();
                }
            }

            foreach ((string option, JsonNode? value) in saved)
            {
                values[option] = value?.DeepClone();
            }

            EncoderOptions options = kind.Create(values);
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
