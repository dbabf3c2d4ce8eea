using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using Microsoft.ML;
using Microsoft.ML.Tokenizers;

namespace ContextMemory.MLNet.Cli.Settings;

/// <summary>
/// Reads options of a trainer from a JSON file: what the file names takes the place of the default, everything else stays. The
/// names are those of the options, in camel case.
/// </summary>
internal sealed class SettingsFile
{
    // The one encoder whose kind the command line can give.
    private const string Encoder = "encoder";

    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    private static readonly JsonSerializerOptions Serializer = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false), new EncoderConverter() },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutWhatIsNoSetting } },
    };

    private readonly string _path;
    private readonly EncoderKind? _encoder;

    private SettingsFile(string path, EncoderKind? encoder)
    {
        _path = path;
        _encoder = encoder;
    }

    /// <param name="path">The file; null is one that names nothing.</param>
    /// <param name="encoder">The kind of the encoder, whatever the file says; null leaves it to the file.</param>
    /// <param name="usual">Settings in place of the defaults, as a file would have them; null is none.</param>
    /// <exception cref="FailureException">
    /// The file cannot be read, or names a setting that there is not, or gives one a value it cannot have.
    /// </exception>
    public static T Read<T>(string? path, EncoderKind? encoder = null, JsonObject? usual = null)
        where T : new()
    {
        // What is not named is not set: it may still follow from the data or from the effort.
        JsonObject settings = usual ?? [];
        if (path is not null)
        {
            var file = new SettingsFile(path, encoder);
            Overlay(settings, file.Convert("", file.Parse(), typeof(T), new T()));
        }

        return settings.Deserialize<T>(Serializer)!;
    }

    /// <summary>Puts settings over others, section by section.</summary>
    private static void Overlay(JsonObject settings, JsonObject over)
    {
        foreach ((string name, JsonNode? value) in over)
        {
            if (value is JsonObject section && settings[name] is JsonObject under)
            {
                Overlay(under, section);
            }
            else
            {
                settings[name] = value?.DeepClone();
            }
        }
    }

    private JsonObject Parse()
    {
        using FileStream file = InputFile.Open(_path);
        string text = TextFile.ReadAll(file, _path);
        try
        {
            return JsonNode.Parse(text, documentOptions: Lenient) as JsonObject
                ?? throw new FailureException(
                    $"{_path}: expected a JSON object with settings, {{ \"training\": {{ \"epochs\": 5 }} }} for instance.");
        }
        catch (JsonException exception)
        {
            string line = exception.LineNumber is { } number ? $":{number + 1}" : "";
            throw new FailureException($"{_path}{line}: malformed JSON: {WithoutPlace(exception.Message)}", exception);
        }
    }

    // The message ends with a place of its own, counted from 0.
    private static string WithoutPlace(string message) =>
        message.IndexOf(" LineNumber: ", StringComparison.Ordinal) is var place and >= 0 ? message[..place] : message;

    /// <summary>What the file says, by the names and in the types of options.</summary>
    /// <param name="section">Where it stands in the file: empty, or ending with a dot.</param>
    /// <param name="found">What it says there.</param>
    /// <param name="type">Of the options.</param>
    /// <param name="defaults">The options without the file; null where there are none.</param>
    private JsonObject Convert(string section, JsonObject found, Type type, object? defaults)
    {
        JsonObject settings = [];
        IList<JsonPropertyInfo> known = Serializer.GetTypeInfo(type).Properties;
        foreach ((string name, JsonNode? value) in found)
        {
            string setting = $"{section}{name}";
            JsonPropertyInfo property = known.FirstOrDefault(property => property.Name == name) ?? throw new FailureException(
                $"{_path}: there is no setting '{setting}'{OfKind(type)}. Known {(section == "" ? "are" : $"in '{section[..^1]}' are")}: " +
                $"{string.Join(", ", known.Select(property => property.Name))}.");
            object? usual = defaults is null ? null : property.Get!(defaults);
            settings[name] = property.PropertyType == typeof(EncoderOptions)
                ? ConvertEncoder(setting, SectionOf(setting, value), (EncoderOptions?)usual)
                : Serializer.GetTypeInfo(property.PropertyType).Kind == JsonTypeInfoKind.Object
                    ? Convert($"{setting}.", SectionOf(setting, value), property.PropertyType, usual)
                    : Convert(setting, value, property.PropertyType);
        }

        return settings;
    }

    /// <summary>The options of an encoder depend on its kind, which may be named behind them or elsewhere.</summary>
    private JsonObject ConvertEncoder(string setting, JsonObject found, EncoderOptions? usual)
    {
        EncoderKind? given = setting == Encoder ? _encoder : null;
        EncoderKind? named = found[EncoderConverter.Kind] is { } name
            ? Convert($"{setting}.{EncoderConverter.Kind}", name, typeof(EncoderKind)).Deserialize<EncoderKind>(Serializer)
            : null;
        if (named is { } unusable && EncoderConverter.WhyNot(unusable) is { } why)
        {
            FailureException mismatch = Mismatch($"{setting}.{EncoderConverter.Kind}", found[EncoderConverter.Kind], Expected(typeof(EncoderKind)));
            throw new FailureException($"{mismatch.Message} {why}");
        }

        EncoderKind kind = given ?? named ?? usual?.Kind ?? EncoderKind.Attention;
        JsonObject settings = Convert($"{setting}.", found, EncoderConverter.TypeOf(kind), defaults: null);
        settings[EncoderConverter.Kind] = $"{kind}";
        return settings;
    }

    private static string OfKind(Type type) =>
        type.IsSubclassOf(typeof(EncoderOptions))
            ? $" for an encoder of kind {Enum.GetValues<EncoderKind>().First(kind => EncoderConverter.WhyNot(kind) is null && EncoderConverter.TypeOf(kind) == type)}"
            : "";

    private JsonObject SectionOf(string setting, JsonNode? value) =>
        value as JsonObject ?? throw Mismatch(setting, value, "an object with settings");

    private JsonNode? Convert(string setting, JsonNode? value, Type type)
    {
        try
        {
            return JsonSerializer.SerializeToNode(value.Deserialize(type, Serializer), type, Serializer);
        }
        catch (JsonException)
        {
            throw Mismatch(setting, value, Expected(type));
        }
    }

    private FailureException Mismatch(string setting, JsonNode? value, string expected) =>
        new($"{_path}: '{setting}' is {value?.ToJsonString() ?? "null"}: expected {expected}.");

    private static string Expected(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return $"{Expected(inner)} or null";
        }

        if (type.IsEnum)
        {
            string names = string.Join(", ", Enum.GetValues(type).Cast<Enum>().Where(value => value is not EncoderKind kind || EncoderConverter.WhyNot(kind) is null));
            return type.IsDefined(typeof(FlagsAttribute), inherit: false) ? $"one or, with commas, several of {names}" : $"one of {names}";
        }

        if (type == typeof(string))
        {
            return "text";
        }

        if (type == typeof(IReadOnlyList<string>))
        {
            return "a list of texts";
        }

        return type == typeof(bool) ? "true or false" : type == typeof(int) ? "a whole number" : "a number";
    }

    // Columns are given by the data files, files to write by the command line; the rest are objects of a program.
    private static void LeaveOutWhatIsNoSetting(JsonTypeInfo type)
    {
        for (int i = type.Properties.Count - 1; i >= 0; i--)
        {
            Type property = type.Properties[i].PropertyType;
            if ((property == typeof(string) && type.Type != typeof(WordVectorOptions))
                || property == typeof(IDataView)
                || property == typeof(ITransformer)
                || property == typeof(TrainingEngine)
                || property == typeof(Tokenizer)
                || property == typeof(CancellationToken)
                || property == typeof(IProgress<TrainingProgress>))
            {
                type.Properties.RemoveAt(i);
            }
        }
    }
}
