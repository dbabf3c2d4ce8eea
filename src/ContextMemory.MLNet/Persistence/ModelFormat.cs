using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace ContextMemory.MLNet.Persistence;

/// <summary>
/// The frame of everything that is saved: 8 bytes that name the format, its version, what is inside, the length of what follows, and a
/// checksum (CRC-32C) of all of that. The content is looked at only after the checksum has been found right.
/// </summary>
internal static class ModelFormat
{
    /// <summary>Raised when an older version could not read what this one writes.</summary>
    public const int Version = 2;

    // In which the checksum is of the content alone.
    private const int FirstVersion = 1;

    private const int MaximumKindLength = 64;
    private const int ChunkLength = 1 << 16;

    // The carriage return and line feed show at once where a transfer has changed line ends.
    private static ReadOnlySpan<byte> Magic => "CTXMEM\r\n"u8;

    public static void Write(BinaryWriter writer, string kind, Action<BinaryWriter> writeContent)
    {
        using var content = new MemoryStream();
        using (var contentWriter = new BinaryWriter(content, Encoding.UTF8, leaveOpen: true))
        {
            writeContent(contentWriter);
        }

        Write(writer, kind, content.GetBuffer().AsSpan(0, checked((int)content.Length)));
    }

    public static void Write(BinaryWriter writer, string kind, ReadOnlySpan<byte> content)
    {
        byte[] kindBytes = Encoding.UTF8.GetBytes(kind);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write((byte)kindBytes.Length);
        writer.Write(kindBytes);
        writer.Write(content.Length);
        writer.Write(~Checksum(HeadChecksum(Version, kindBytes, content.Length), content));
        writer.Write(content);
    }

    /// <param name="reader">Where to read from: a stream that can go back, and that ends where the content does or later.</param>
    /// <param name="subject">What messages call it.</param>
    /// <exception cref="InvalidDataException">The model is truncated, damaged, of another program or of a later version.</exception>
    public static (string Kind, ContentReader Content) Read(BinaryReader reader, string subject = "model")
    {
        try
        {
            Span<byte> magic = stackalloc byte[Magic.Length];
            reader.BaseStream.ReadExactly(magic);
            if (!magic.SequenceEqual(Magic))
            {
                throw new InvalidDataException($"This is not a {subject} of ContextMemory.MLNet, or its beginning is damaged.");
            }

            int version = reader.ReadInt32();
            if (version is < FirstVersion or > Version)
            {
                throw new InvalidDataException(
                    $"The {subject} was saved in format {version}; this version of ContextMemory.MLNet reads formats {FirstVersion} to {Version}. " +
                    $"Update the package, or make the {subject} with this version.");
            }

            byte[] kind = ReadKind(reader, subject);
            int length = reader.ReadInt32();
            uint checksum = reader.ReadUInt32();
            CheckLength(reader.BaseStream, length, subject);
            uint start = version == FirstVersion ? uint.MaxValue : HeadChecksum(version, kind, length);
            if (~Checksum(start, reader.BaseStream, length) != checksum)
            {
                throw new InvalidDataException($"The {subject} is damaged: its checksum is not that of its content. Copy the file anew or train again.");
            }

            return (Encoding.UTF8.GetString(kind), new ContentReader(reader, length, subject));
        }
        catch (EndOfStreamException exception)
        {
            throw Truncated(subject, exception);
        }
    }

    private static byte[] ReadKind(BinaryReader reader, string subject)
    {
        int length = reader.ReadByte();
        if (length > MaximumKindLength)
        {
            throw new InvalidDataException($"The {subject} is damaged: the name of what it holds is too long.");
        }

        var bytes = new byte[length];
        reader.BaseStream.ReadExactly(bytes);
        return bytes;
    }

    private static void CheckLength(Stream stream, int length, string subject)
    {
        if (length < 0)
        {
            throw new InvalidDataException($"The {subject} is damaged: it gives a length below zero.");
        }

        if (length > stream.Length - stream.Position)
        {
            throw Truncated(subject);
        }
    }

    private static InvalidDataException Truncated(string subject, Exception? cause = null) =>
        new($"The {subject} is truncated: the file ends too early. Copy the file anew or train again.", cause);

    private static uint HeadChecksum(int version, ReadOnlySpan<byte> kind, int length)
    {
        uint checksum = BitOperations.Crc32C(uint.MaxValue, (uint)version);
        checksum = BitOperations.Crc32C(checksum, (byte)kind.Length);
        return BitOperations.Crc32C(Checksum(checksum, kind), (uint)length);
    }

    /// <summary>Of what lies ahead in the stream, which then stands where it stood. A chunk at a time: the content may be large and worthless.</summary>
    private static uint Checksum(uint checksum, Stream stream, int length)
    {
        long start = stream.Position;
        var chunk = new byte[Math.Min(length, ChunkLength)];
        for (int left = length; left > 0;)
        {
            Span<byte> next = chunk.AsSpan(0, Math.Min(left, chunk.Length));
            stream.ReadExactly(next);
            checksum = Checksum(checksum, next);
            left -= next.Length;
        }

        stream.Position = start;
        return checksum;
    }

    private static uint Checksum(uint checksum, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
        {
            checksum = BitOperations.Crc32C(checksum, word);
        }

        foreach (byte rest in bytes[(words.Length * sizeof(ulong))..])
        {
            checksum = BitOperations.Crc32C(checksum, rest);
        }

        return checksum;
    }
}
