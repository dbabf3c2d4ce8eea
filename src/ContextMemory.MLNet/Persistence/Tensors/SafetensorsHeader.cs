using System.Text.Json;

namespace ContextMemory.MLNet.Persistence.Tensors;

/// <summary>
/// What stands before the numbers of a safetensors file: 8 bytes with the length of the JSON, and the JSON with name, type, shape and
/// place of each tensor. Places follow one another without gaps and end with the file.
/// </summary>
internal static class SafetensorsHeader
{
    public const int LengthBytes = sizeof(long);

    /// <summary>What the format allows for the JSON.</summary>
    public const int MostBytes = 100_000_000;

    /// <summary>The entry that describes the file, not a tensor.</summary>
    public const string Metadata = "__metadata__";

    /// <summary>Reads the tensors of a file.</summary>
    /// <exception cref="InvalidDataException">The file is not one of safetensors, or damaged.</exception>
    public static List<StoredTensor> Read(DataFile file)
    {
        if (file.Length < LengthBytes)
        {
            throw file.Fault($"the file has {file.Length} bytes: a safetensors file has at least {LengthBytes}. Download it again.");
        }

        Span<byte> length = stackalloc byte[LengthBytes];
        file.Read(0, length);
        ulong announced = BitConverter.ToUInt64(length);
        if (announced > MostBytes || (long)announced > file.Length - LengthBytes)
        {
            throw file.Fault(
                $"the header is announced with {announced} bytes; possible are {Math.Min(MostBytes, file.Length - LengthBytes)}: " +
                "this is not a safetensors file, or it is cut off. Download it again.");
        }

        var json = new byte[announced];
        file.Read(LengthBytes, json);
        long start = LengthBytes + (long)announced;
        return JsonFile.Parse(file.Path, json, JsonValueKind.Object, root => ReadTensors(file, root, start));
    }

    private static List<StoredTensor> ReadTensors(DataFile file, JsonElement root, long start)
    {
        var tensors = new List<StoredTensor>();
        var places = new List<(long Begin, long End, string Name)>();
        foreach (JsonProperty entry in root.EnumerateObject().Where(entry => !entry.NameEquals(Metadata)))
        {
            (StoredTensor tensor, long end) = ReadTensor(file, entry, start);
            tensors.Add(tensor);
            places.Add((tensor.Offset, end, tensor.Name));
        }

        CheckPlaces(file, places, start);
        return tensors;
    }

    private static (StoredTensor Tensor, long End) ReadTensor(DataFile file, JsonProperty entry, long start)
    {
        string name = entry.Name;
        if (entry.Value.ValueKind != JsonValueKind.Object)
        {
            throw file.Fault($"tensor '{name}' is described by {entry.Value.ValueKind}, not by an object.");
        }

        if (!entry.Value.TryGetProperty("dtype", out JsonElement type) || type.ValueKind != JsonValueKind.String)
        {
            throw file.Fault($"tensor '{name}' has no dtype.");
        }

        long[] shape = Numbers(file, name, entry.Value, "shape");
        if (Numbers(file, name, entry.Value, "data_offsets") is not [var begin, var end])
        {
            throw file.Fault($"tensor '{name}' has data_offsets that are not two numbers.");
        }

        if (begin > end || end > file.Length - start)
        {
            throw file.Fault($"tensor '{name}' has data_offsets {begin} to {end}: the file holds {file.Length - start} bytes. Download it again.");
        }

        string typeName = type.GetString()!;
        var tensor = new StoredTensor
        {
            File = file,
            Name = name,
            TypeName = typeName,
            Type = TypeOf(typeName),
            Shape = shape,
            Offset = start + begin,
        };
        long count = StoredTensor.CountOf(shape) ?? throw file.Fault($"tensor '{name}' has shape {tensor.ShapeText}, more than a file can hold.");
        if (SizeOf(typeName) is { } size && (Int128)count * size != end - begin)
        {
            throw file.Fault($"tensor '{name}' of type {typeName} and shape {tensor.ShapeText} has {end - begin} bytes; expected {(Int128)count * size}.");
        }

        return (tensor, start + end);
    }

    private static long[] Numbers(DataFile file, string name, JsonElement tensor, string field)
    {
        if (!tensor.TryGetProperty(field, out JsonElement array) || array.ValueKind != JsonValueKind.Array)
        {
            throw file.Fault($"tensor '{name}' has no {field}.");
        }

        var numbers = new long[array.GetArrayLength()];
        int index = 0;
        foreach (JsonElement element in array.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out long number) || number < 0)
            {
                throw file.Fault($"tensor '{name}' has {Excerpt.Of(element.GetRawText())} in its {field}: expected a whole number from 0.");
            }

            numbers[index++] = number;
        }

        return numbers;
    }

    private static void CheckPlaces(DataFile file, List<(long Begin, long End, string Name)> places, long start)
    {
        places.Sort();
        long last = start;
        foreach ((long begin, long end, string name) in places)
        {
            if (begin != last)
            {
                throw file.Fault(
                    $"tensor '{name}' begins at byte {begin - start} of the data, {(begin < last ? "inside" : "behind a gap after")} the tensor before it, " +
                    $"which ends at {last - start}.");
            }

            last = end;
        }

        if (last != file.Length)
        {
            throw file.Fault($"{file.Length - last} bytes behind the last tensor belong to none. Download the file again.");
        }
    }

    private static TensorType? TypeOf(string name) => name switch
    {
        "F32" => TensorType.Float32,
        "F16" => TensorType.Float16,
        "BF16" => TensorType.BFloat16,
        "F64" => TensorType.Float64,
        _ => null,
    };

    // Of a type that is not known, which a file may have beside what is needed of it, the length cannot be checked.
    private static int? SizeOf(string type) => type switch
    {
        "BOOL" or "U8" or "I8" or "F8_E4M3" or "F8_E5M2" or "F8_E8M0" => 1,
        "U16" or "I16" or "F16" or "BF16" => 2,
        "U32" or "I32" or "F32" => 4,
        "U64" or "I64" or "F64" or "C64" => 8,
        _ => null,
    };
}
