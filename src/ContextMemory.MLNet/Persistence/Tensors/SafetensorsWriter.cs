using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace ContextMemory.MLNet.Persistence.Tensors;

/// <summary>Writes safetensors files, which PyTorch, NumPy and others read.</summary>
internal static class SafetensorsWriter
{
    private const int Alignment = 8;
    private const int ChunkLength = 1 << 14;

    /// <param name="output">Where the file is written.</param>
    /// <param name="tensors">Written in this order.</param>
    /// <param name="asFloat16">Whether values are rounded to half precision, which halves the file.</param>
    /// <exception cref="InvalidOperationException">A value is above what half precision has.</exception>
    public static void Write(Stream output, IReadOnlyList<NamedValues> tensors, bool asFloat16 = false)
    {
        if (asFloat16)
        {
            CheckRange(tensors);
        }

        byte[] header = Header(tensors, asFloat16);
        output.Write(BitConverter.GetBytes((long)header.Length));
        output.Write(header);
        foreach (NamedValues tensor in tensors)
        {
            WriteValues(output, tensor.Values.Span, asFloat16);
        }
    }

    // Data begin at a multiple of 8 bytes: spaces at the end of the JSON make it so.
    private static byte[] Header(IReadOnlyList<NamedValues> tensors, bool asFloat16)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteStartObject(SafetensorsHeader.Metadata);
            writer.WriteString("format", "pt");
            writer.WriteEndObject();
            long end = 0;
            foreach (NamedValues tensor in tensors)
            {
                long begin = end;
                end += (long)tensor.Values.Length * (asFloat16 ? 2 : sizeof(float));
                WriteTensor(writer, tensor, asFloat16 ? "F16" : "F32", begin, end);
            }

            writer.WriteEndObject();
        }

        int length = (json.WrittenCount + Alignment - 1) / Alignment * Alignment;
        var header = new byte[length];
        header.AsSpan().Fill((byte)' ');
        json.WrittenSpan.CopyTo(header);
        return header;
    }

    private static void WriteTensor(Utf8JsonWriter writer, NamedValues tensor, string type, long begin, long end)
    {
        writer.WriteStartObject(tensor.Name);
        writer.WriteString("dtype", type);
        writer.WriteStartArray("shape");
        foreach (long size in tensor.Shape)
        {
            writer.WriteNumberValue(size);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(begin);
        writer.WriteNumberValue(end);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteValues(Stream output, ReadOnlySpan<float> values, bool asFloat16)
    {
        if (!asFloat16)
        {
            while (!values.IsEmpty)
            {
                // Of more than 2 GiB the bytes are no span.
                ReadOnlySpan<float> chunk = values[..Math.Min(values.Length, 1 << 28)];
                output.Write(MemoryMarshal.AsBytes(chunk));
                values = values[chunk.Length..];
            }

            return;
        }

        var halves = new Half[Math.Min(ChunkLength, values.Length)];
        while (!values.IsEmpty)
        {
            int count = Math.Min(halves.Length, values.Length);
            TensorPrimitives.ConvertToHalf(values[..count], halves);
            output.Write(MemoryMarshal.AsBytes(halves.AsSpan(0, count)));
            values = values[count..];
        }
    }

    private static void CheckRange(IReadOnlyList<NamedValues> tensors)
    {
        foreach (NamedValues tensor in tensors)
        {
            if (!tensor.Values.IsEmpty && TensorPrimitives.MaxMagnitude(tensor.Values.Span) is var largest && !float.IsFinite((float)(Half)largest))
            {
                throw new InvalidOperationException(
                    $"Parameter '{tensor.Name}' has the value {largest}; half precision ends at {Half.MaxValue}. Export the model as float32.");
            }
        }
    }
}
