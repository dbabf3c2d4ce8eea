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
internal static class SettingsFile
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,
    };

    private static readonly JsonSerializerOptions Serializer = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(allowIntegerValues: false) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { LeaveOutWhatIsNoSetting } },
    };

    /// <param name="path">The file; null is one that names nothing.</param>
    /// <param name="usual">Settings in place of the defaults, as a file would have them; null is none.</param>
    /// <exception cref="FailureException">
    /// The file cannot be read, or names a setting that there is not, or gives one a value it cannot have.
    /// </exception>
    public static T Read<T>(string? path, JsonObject? usual = null)
        where T : new()
    {
        // What is not named is not set: it may still follow from the data or from the effort.
        JsonObject settings = usual ?? [];
        if (path is not null)
        {
            Overlay(path, "", Parse(path), typeof(T), settings);
        }

        return settings.Deserialize<T>(Serializer)!;
    }

    private static JsonObject Parse(string path)
    {
        using FileStream file = InputFile.Open(path);
        string text = TextFile.ReadAll(file, path);
        try
        {
            return JsonNode.Parse(text, documentOptions: Lenient) as JsonObject
                ?? throw new FailureException(
                    $"{path}: expected a JSON object with settings, {{ \"training\": {{ \"epochs\": 5 }} }} for instance.");
        }
        catch (JsonException exception)
        {
            string line = exception.LineNumber is { } number ? $":{number + 1}" : "";
            throw new FailureException($"{path}{line}: malformed JSON: {WithoutPlace(exception.Message)}", exception);
        }
    }

    // The message ends with a place of its own, counted from 0.
    private static string WithoutPlace(string message) =>
        message.IndexOf(" LineNumber: ", StringComparison.Ordinal) is var place and >= 0 ? message[..place] : message;

    private static void Overlay(string path, string section, JsonObject found, Type type, JsonObject settings)
    {
        IList<JsonPropertyInfo> known = Serializer.GetTypeInfo(type).Properties;
        foreach ((string name, JsonNode? value) in found)
        {
            string setting = $"{section}{name}";
            JsonPropertyInfo property = known.FirstOrDefault(property => property.Name == name) ?? throw new FailureException(
                $"{path}: there is no setting '{setting}'. Known {(section == "" ? "are" : $"in '{section[..^1]}' are")}: " +
                $"{string.Join(", ", known.Select(property => property.Name))}.");
            if (Serializer.GetTypeInfo(property.PropertyType).Kind == JsonTypeInfoKind.Object)
            {
                JsonObject inner = value as JsonObject ?? throw Mismatch(path, setting, value, "an object with settings");
                if (settings[name] is not JsonObject innerSettings)
                {
                    // Options that are not there by default.
                    settings[name] = innerSettings = [];
                }

                Overlay(path, $"{setting}.", inner, property.PropertyType, innerSettings);
            }
            else
            {
                settings[name] = Convert(path, setting, value, property.PropertyType);
            }
        }
    }

    private static JsonNode? Convert(string path, string setting, JsonNode? value, Type type)
    {
        try
        {
            return JsonSerializer.SerializeToNode(value.Deserialize(type, Serializer), type, Serializer);
        }
        catch (JsonException)
        {
            throw Mismatch(path, setting, value, Expected(type));
        }
    }

    private static FailureException Mismatch(string path, string setting, JsonNode? value, string expected) =>
        new($"{path}: '{setting}' is {value?.ToJsonString() ?? "null"}: expected {expected}.");

    private static string Expected(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return $"{Expected(inner)} or null";
        }

        if (type.IsEnum)
        {
            string names = string.Join(", ", Enum.GetNames(type));
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
                || property == typeof(Tokenizer)
                || property == typeof(CancellationToken)
                || property == typeof(IProgress<TrainingProgress>))
            {
                type.Properties.RemoveAt(i);
            }
        }
    }
}
