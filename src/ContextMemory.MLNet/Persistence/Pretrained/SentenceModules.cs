using System.Text.Json;
using ContextMemory.MLNet.Persistence.Tensors;

namespace ContextMemory.MLNet.Persistence.Pretrained;

/// <summary>The modules.json of Sentence Transformers: what follows on a pretrained transformer to give the vector of a text.</summary>
/// <param name="TransformerFolder">The folder of the transformer in that of the model; empty where it is the same.</param>
/// <param name="Pooling">How vectors of pieces become one; null where nothing is said.</param>
internal sealed record SentenceModules(string TransformerFolder, PretrainedPooling? Pooling)
{
    private const string FileName = "modules.json";
    private const string PoolingFolder = "1_Pooling";

    private static readonly SentenceModules None = new("", null);

    /// <summary>Reads what a folder says, if it says something.</summary>
    /// <exception cref="InvalidDataException">A file is damaged, or asks for what is not supported.</exception>
    public static SentenceModules Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return File.Exists(PoolingFile(folder, PoolingFolder))
                ? None with { Pooling = new PretrainedPooling(ReadPooling(PoolingFile(folder, PoolingFolder)), Normalizes: false) }
                : None;
        }

        List<(string Type, string Folder)> modules = JsonFile.Read(path, JsonValueKind.Array, root => ReadModules(path, root));
        string transformer = "";
        PretrainedPoolingKind? pooling = null;
        bool normalizes = false;
        foreach ((string type, string place) in modules)
        {
            switch (type[(type.LastIndexOf('.') + 1)..])
            {
                case "Transformer":
                    transformer = place;
                    break;
                case "Pooling":
                    pooling = ReadPooling(PoolingFile(folder, place));
                    break;
                case "Normalize":
                    normalizes = true;
                    break;
                default:
                    throw new InvalidDataException(
                        $"'{path}' has a module of type '{Excerpt.Of(type)}': supported are Transformer, Pooling and Normalize. " +
                        "Take it out of the file to use the transformer without it.");
            }
        }

        return new SentenceModules(transformer, pooling is { } kind ? new PretrainedPooling(kind, normalizes) : null);
    }

    private static string PoolingFile(string folder, string place) => Path.Combine(folder, place, "config.json");

    private static List<(string Type, string Folder)> ReadModules(string path, JsonElement root)
    {
        var modules = new List<(string, string)>();
        foreach (JsonElement element in root.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Object)
            {
                throw new InvalidDataException($"'{path}': a module is {element.ValueKind}: expected an object.");
            }

            var module = new ConfigFile(path, element);
            string place = module.Text("path") ?? "";
            if (place.Length > 0 && !FileNames.IsPlain(place))
            {
                throw module.Fault($"'path' is '{Excerpt.Of(place)}': expected the name of a folder in the same folder.");
            }

            modules.Add((module.Text("type") ?? throw module.Missing("type"), place));
        }

        return modules;
    }

    private static PretrainedPoolingKind ReadPooling(string path) => File.Exists(path)
        ? JsonFile.Read(path, JsonValueKind.Object, root => ReadPooling(new ConfigFile(path, root), root))
        : throw new InvalidDataException($"'{path}' is missing, and modules.json names it. Download the file too.");

    private static PretrainedPoolingKind ReadPooling(ConfigFile file, JsonElement root)
    {
        const string Mode = "pooling_mode";
        string[] modes = file.Text(Mode) is { } named
            ? [named]
            :
            [
                .. root.EnumerateObject().Select(property => property.Name)
                    .Where(name => name.StartsWith(Mode + "_", StringComparison.Ordinal) && file.Flag(name))
                    .Select(name => name[(Mode.Length + 1)..]),
            ];
        return modes switch
        {
            ["mean_tokens" or "mean"] => PretrainedPoolingKind.Mean,
            ["cls_token" or "cls"] => PretrainedPoolingKind.First,
            ["max_tokens" or "max"] => PretrainedPoolingKind.Maximum,
            _ => throw file.Fault(
                $"the pooling is {(modes.Length == 0 ? "not named" : $"'{Excerpt.Of(string.Join("' and '", modes))}'")}: " +
                "supported is one of mean_tokens, cls_token and max_tokens."),
        };
    }
}
