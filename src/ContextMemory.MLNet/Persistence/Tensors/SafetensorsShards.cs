using System.Text.Json;

namespace ContextMemory.MLNet.Persistence.Tensors;

/// <summary>Tensors in several safetensors files, and the index that says in which file each is.</summary>
internal static class SafetensorsShards
{
    private const int MostFiles = 1_000;
    private const string Map = "weight_map";

    /// <summary>Opens the files that an index names and reads what they hold.</summary>
    /// <param name="path">The index.</param>
    /// <param name="files">The opened files are added; the caller closes them, also after a fault.</param>
    /// <exception cref="IOException">A file cannot be opened.</exception>
    /// <exception cref="InvalidDataException">The index or a file is damaged, or they do not fit one another.</exception>
    public static List<StoredTensor> Read(string path, ICollection<DataFile> files)
    {
        Dictionary<string, string> places = JsonFile.Read(path, JsonValueKind.Object, root => ReadMap(path, root));
        string folder = System.IO.Path.GetDirectoryName(path)!;
        var tensors = new List<StoredTensor>();
        foreach (IGrouping<string, string> shard in places.GroupBy(place => place.Value, place => place.Key))
        {
            string shardPath = System.IO.Path.Combine(folder, shard.Key);
            if (!System.IO.File.Exists(shardPath))
            {
                throw new InvalidDataException($"'{path}' names the file '{shard.Key}', which is not beside it. Download it too.");
            }

            DataFile file = DataFile.Open(shardPath);
            files.Add(file);
            var held = SafetensorsHeader.Read(file).ToDictionary(tensor => tensor.Name);
            foreach (string name in shard)
            {
                tensors.Add(held.GetValueOrDefault(name)
                    ?? throw file.Fault($"tensor '{name}' is not in this file, where '{System.IO.Path.GetFileName(path)}' has it."));
            }
        }

        return tensors;
    }

    private static Dictionary<string, string> ReadMap(string path, JsonElement root)
    {
        if (!root.TryGetProperty(Map, out JsonElement map) || map.ValueKind != JsonValueKind.Object)
        {
            throw new InvalidDataException($"'{path}' has no object '{Map}'. Download it again.");
        }

        var places = new Dictionary<string, string>();
        var names = new HashSet<string>();
        foreach (JsonProperty entry in map.EnumerateObject())
        {
            string? file = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString() : null;
            if (file is null || !FileNames.IsPlain(file))
            {
                throw new InvalidDataException(
                    $"'{path}': tensor '{entry.Name}' is in {Excerpt.Of(entry.Value.GetRawText())}: expected the name of a file in the same folder.");
            }

            names.Add(file);
            places.Add(entry.Name, file);
        }

        return names.Count <= MostFiles
            ? places
            : throw new InvalidDataException($"'{path}' names {names.Count} files: at most {MostFiles} are possible.");
    }
}
