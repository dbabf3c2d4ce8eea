using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using ContextMemory.MLNet.Networks;

namespace ContextMemory.MLNet.Tasks;

/// <summary>
/// Options are saved as JSON: those of an encoder as the name of its kind, which has a version, and the values of that kind. A later version
/// can add an option without a new format of models.
/// </summary>
[JsonSerializable(typeof(SummaryLimits))]
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
internal sealed partial class OptionsJson : JsonSerializerContext
{
    // Models that were saved before the names of kinds had a version have the options of all kinds. This is what such a model does where it
    // is older than one of them.
    private static readonly KeyValuePair<string, JsonNode?>[] Earlier =
        [
            new(nameof(AttentionBlockOptions.MemoryLength), 0),
            new(nameof(BlockOptions.PositionAmplitude), 1),
            new(nameof(BlockOptions.Positions), nameof(PositionalEncoding.Sinusoidal)),
            new(nameof(KeyValueMemoryOptions.GatedWrites), false),
        ];

    public static string Write(EncoderOptions options)
    {
        EncoderKindEntry kind = EncoderKinds.Find(options.Kind);
        JsonObject values = kind.ValuesOf(options);
        values.Insert(0, nameof(EncoderOptions.Kind), kind.Name);
        return values.ToJsonString();
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
    /// <exception cref="InvalidDataException">They are those of no encoder.</exception>
    /// <exception cref="UnknownModuleException">Nothing has said how the module is made that they name.</exception>
    public static EncoderOptions ReadEncoder(string json, bool hasSegments = true)
    {
        try
        {
            EncoderOptions options = Read(JsonNode.Parse(json) as JsonObject ?? throw new InvalidDataException("The model is damaged: it has no encoder options."));
            var faults = new OptionFaults("The saved model's encoder");
            options.Validate(faults);
            faults.ThrowIfAny();
            return options.SegmentLength > 0 || !hasSegments
                ? options
                : throw new InvalidDataException("The model is damaged: its segments have a length of 0.");
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or (InvalidOperationException and not UnknownModuleException))
        {
            throw new InvalidDataException(
                "The model's encoder options cannot be read; a later version of ContextMemory.MLNet may have saved it. Update the package.",
                exception);
        }
    }

    private static EncoderOptions Read(JsonObject saved)
    {
        saved.Remove(nameof(EncoderOptions.Kind), out JsonNode? kindName);
        string name = kindName?.GetValue<string>() ?? throw new InvalidDataException("The model is damaged: its encoder has no kind.");
        EncoderKindEntry? earlier = EncoderKinds.All.FirstOrDefault(entry => $"{entry.Kind}" == name);
        EncoderKindEntry kind = earlier ?? EncoderKinds.Find(name) ?? throw Unknown(name, saved);
        JsonObject values = kind.ValuesOf(kind.Defaults);
        foreach ((string option, JsonNode? value) in earlier is null ? saved : Earlier.Concat(saved))
        {
            if (values.ContainsKey(option))
            {
                values[option] = value?.DeepClone();
            }
            else if (earlier is null)
            {
                throw OfLaterVersion($"option '{option}' of kind '{name}'");
            }
        }

        return kind.Create(values);
    }

    private static Exception Unknown(string kind, JsonObject saved) => kind == EncoderKinds.ModuleName
        ? new UnknownModuleException($"{saved["Name"]}")
        : OfLaterVersion($"kind '{kind}'");

    private static InvalidDataException OfLaterVersion(string what) => new($"The model's encoder was saved by a later version: {what}; update the package.");
}
