using ContextMemory.MLNet.Persistence.Tensors.Protobuf;

namespace ContextMemory.MLNet.Persistence.Tensors.Onnx;

/// <summary>Reads the constants of an ONNX file; the numbers of large ones stay in the file.</summary>
internal sealed class OnnxTensorReader(ProtobufReader reader)
{
    private const int MostDimensions = 16;
    private const int MostIntegers = 16;
    private const int Int32 = 6;
    private const int Int64 = 7;

    public OnnxTensor Read(ProtobufRange message)
    {
        var shape = new List<long>();
        var integers = new List<long>();
        string name = "";
        int type = 0;
        ProtobufRange? raw = null;
        ProtobufRange? floats = null;
        ProtobufRange? doubles = null;
        foreach (ProtobufField field in reader.Fields(message))
        {
            switch (field.Number)
            {
                case 1:
                    reader.AddIntegers(field, shape, MostDimensions);
                    break;
                case 2:
                    type = (int)Math.Min(field.Value, int.MaxValue);
                    break;
                case 4:
                    floats = Packed(field, floats);
                    break;
                case 5 or 7 when type is Int32 or Int64 && StoredTensor.CountOf(shape) is <= MostIntegers:
                    reader.AddIntegers(field, integers, MostIntegers);
                    break;
                case 8:
                    name = reader.Text(field);
                    break;
                case 9:
                    raw = reader.Bytes(field);
                    break;
                case 10:
                    doubles = Packed(field, doubles);
                    break;
                case 13:
                case 14 when field.Value != 0:
                    throw reader.File.Fault(
                        $"the numbers of '{name}' are in another file (external data). Save the model in one file, or take model.safetensors.");
            }
        }

        TensorType? known = TypeOf(type);
        ProtobufRange? data = raw ?? (known == TensorType.Float64 ? doubles : floats);
        StoredTensor stored = new()
        {
            File = reader.File,
            Name = name,
            TypeName = NameOf(type),
            Type = known,
            Shape = shape,
            Offset = data?.Begin ?? 0,
        };
        CheckLength(stored, data);
        return new OnnxTensor(stored, Integers(type, stored, raw, integers));
    }

    private ProtobufRange Packed(ProtobufField field, ProtobufRange? before) => field.Wire == ProtobufWire.Bytes && before is null
        ? field.Range
        : throw reader.File.Fault("the numbers of a tensor are written one by one. Save the model with another version of the exporter, or take model.safetensors.");

    private void CheckLength(StoredTensor tensor, ProtobufRange? data)
    {
        if (tensor.Shape.Count == 0 && data is null && tensor.Type is null)
        {
            return;
        }

        long count = StoredTensor.CountOf(tensor.Shape)
            ?? throw reader.File.Fault($"tensor '{tensor.Name}' has shape {tensor.ShapeText}, which no file can hold.");
        Int128 expected = tensor.Type is { } type ? (Int128)count * TensorBytes.SizeOf(type) : 0;
        if (tensor.Type is not null && (data?.Length ?? 0) != expected)
        {
            throw reader.File.Fault(
                $"tensor '{tensor.Name}' of type {tensor.TypeName} and shape {tensor.ShapeText} has {data?.Length ?? 0} bytes; expected {expected}. " +
                "Download the file again, or take model.safetensors.");
        }
    }

    private long[]? Integers(int type, StoredTensor tensor, ProtobufRange? raw, List<long> integers)
    {
        if (type is not (Int32 or Int64))
        {
            return null;
        }

        if (raw is not { } range)
        {
            return integers.Count > 0 ? [.. integers] : null;
        }

        int size = type == Int64 ? sizeof(long) : sizeof(int);
        long? count = StoredTensor.CountOf(tensor.Shape);
        if (count is not <= MostIntegers || range.Length != count * size)
        {
            return null;
        }

        Span<byte> bytes = stackalloc byte[MostIntegers * sizeof(long)];
        bytes = bytes[..(int)range.Length];
        reader.File.Read(range.Begin, bytes);
        var values = new long[(int)count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = type == Int64 ? BitConverter.ToInt64(bytes[(i * size)..]) : BitConverter.ToInt32(bytes[(i * size)..]);
        }

        return values;
    }

    private static TensorType? TypeOf(int type) => type switch
    {
        1 => TensorType.Float32,
        10 => TensorType.Float16,
        11 => TensorType.Float64,
        16 => TensorType.BFloat16,
        _ => null,
    };

    private static string NameOf(int type) => type switch
    {
        1 => "FLOAT",
        2 => "UINT8",
        3 => "INT8",
        4 => "UINT16",
        5 => "INT16",
        Int32 => "INT32",
        Int64 => "INT64",
        8 => "STRING",
        9 => "BOOL",
        10 => "FLOAT16",
        11 => "DOUBLE",
        16 => "BFLOAT16",
        21 => "UINT4",
        22 => "INT4",
        _ => $"{type}",
    };
}
