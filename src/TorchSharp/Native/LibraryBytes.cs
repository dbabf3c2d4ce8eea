using System.Buffers.Binary;
using System.Text;

namespace ContextMemory.MLNet.Torch.Native;

/// <summary>The bytes of a shared library, little-endian. What lies outside of the file is a fault of the file, and is said as one.</summary>
internal sealed class LibraryBytes(string name, byte[] bytes)
{
    private const int LongestText = 4096;

    public ulong Length => (ulong)bytes.Length;

    public ushort UInt16(ulong offset) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(offset, sizeof(ushort)));

    public uint UInt32(ulong offset) => BinaryPrimitives.ReadUInt32LittleEndian(Slice(offset, sizeof(uint)));

    public ulong UInt64(ulong offset) => BinaryPrimitives.ReadUInt64LittleEndian(Slice(offset, sizeof(ulong)));

    /// <summary>The text from a place to the zero that ends it.</summary>
    public string Text(ulong offset)
    {
        ReadOnlySpan<byte> rest = Slice(offset, Math.Min(LongestText, Length - Math.Min(offset, Length)));
        int length = rest.IndexOf((byte)0);
        return length < 0 ? throw Fault($"the name at byte {offset} has no end") : Encoding.UTF8.GetString(rest[..length]);
    }

    public ReadOnlySpan<byte> Slice(ulong offset, ulong length) =>
        offset <= Length && length <= Length - offset
            ? bytes.AsSpan((int)offset, (int)length)
            : throw Fault($"it refers to the bytes {offset} to {(UInt128)offset + length}, and has {Length}");

    /// <summary>A copy of the bytes.</summary>
    public byte[] Copy() => [.. bytes];

    public InvalidDataException Fault(string what) => new($"'{name}' cannot be read as a shared library: {what}.");
}
