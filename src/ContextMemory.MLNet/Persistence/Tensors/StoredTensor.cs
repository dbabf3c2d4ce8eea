using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Persistence.Tensors;

/// <summary>A tensor whose numbers stand in a file, row-major and without gaps. Its place has been checked against the file.</summary>
internal sealed class StoredTensor
{
    private const int ChunkBytes = 1 << 16;

    // Rows are turned into columns in blocks of about this many numbers.
    private const int BlockLength = 1 << 15;

    public required DataFile File { get; init; }

    /// <summary>Its name in the file.</summary>
    public required string Name { get; init; }

    /// <summary>What the file calls the type of its numbers.</summary>
    public required string TypeName { get; init; }

    /// <summary>The type of its numbers; null where it is none that becomes single precision.</summary>
    public required TensorType? Type { get; init; }

    public required IReadOnlyList<long> Shape { get; init; }

    /// <summary>Where its numbers begin in the file.</summary>
    public required long Offset { get; init; }

    public string ShapeText => $"[{string.Join(" x ", Shape)}]";

    /// <summary>The product of the sizes of a shape; null where it is above what a file can hold, or a size is negative.</summary>
    public static long? CountOf(IReadOnlyList<long> shape)
    {
        long count = 1;
        foreach (long size in shape)
        {
            if (size < 0 || (Int128)count * size > long.MaxValue)
            {
                return null;
            }

            count *= size;
        }

        return count;
    }

    /// <summary>Reads all numbers; the destination has a place for each.</summary>
    /// <exception cref="InvalidDataException">A number is infinite or not a number.</exception>
    public void Read(Span<float> destination)
    {
        ReadFrom(0, destination);
        CheckFinite(destination);
    }

    /// <summary>Reads a matrix [rows x columns] as its transpose [columns x rows].</summary>
    /// <inheritdoc cref="Read"/>
    public void ReadTransposed(Span<float> destination)
    {
        int rows = (int)Shape[0];
        int columns = (int)Shape[1];
        int together = Math.Clamp(BlockLength / Math.Max(columns, 1), 1, Math.Max(rows, 1));
        float[] block = ArrayPool<float>.Shared.Rent(together * columns);
        for (int first = 0; first < rows; first += together)
        {
            int count = Math.Min(together, rows - first);
            Span<float> values = block.AsSpan(0, count * columns);
            ReadFrom((long)first * columns, values);
            for (int column = 0; column < columns; column++)
            {
                Span<float> target = destination.Slice(column * rows + first, count);
                for (int row = 0; row < target.Length; row++)
                {
                    target[row] = values[row * columns + column];
                }
            }
        }

        ArrayPool<float>.Shared.Return(block);
        CheckFinite(destination);
    }

    private void ReadFrom(long first, Span<float> values)
    {
        TensorType type = Type ?? throw new InvalidOperationException($"'{Name}' has type {TypeName}.");
        int size = TensorBytes.SizeOf(type);
        long offset = Offset + first * size;
        if (type == TensorType.Float32)
        {
            File.Read(offset, MemoryMarshal.AsBytes(values));
            return;
        }

        byte[] chunk = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        while (!values.IsEmpty)
        {
            int count = Math.Min(values.Length, ChunkBytes / size);
            Span<byte> bytes = chunk.AsSpan(0, count * size);
            File.Read(offset, bytes);
            TensorBytes.Convert(type, bytes, values[..count]);
            values = values[count..];
            offset += bytes.Length;
        }

        ArrayPool<byte>.Shared.Return(chunk);
    }

    private void CheckFinite(ReadOnlySpan<float> values)
    {
        if (!values.IsEmpty && !TensorPrimitives.IsFiniteAll(values))
        {
            throw File.Fault($"a value of tensor '{Name}' is infinite or not a number. Download the file again, or take another model.");
        }
    }
}
