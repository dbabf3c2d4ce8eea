using System.Numerics;
using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Persistence;

/// <summary>
/// The frame of everything that is saved: 8 bytes that name the format, its version, what is inside, the length and the checksum
/// (CRC-32C) of what follows. The content is looked at only after the checksum has been found right.
/// </summary>
internal static class ModelFormat
{
    /// <summary>Raised when an older version could not read what this one writes.</summary>
    public const int Version = 1;

    private const int MaximumKindLength = 64;
    private const int ChunkLength = 1 << 20;

    // The carriage return and line feed show at once where a transfer has changed line ends.
    private static ReadOnlySpan<byte> Magic => "CTXMEM\r\n"u8;

    public static void Write(BinaryWriter writer, string kind, Action<BinaryWriter> writeContent)
    {
        using var content = new MemoryStream();
        using (var contentWriter = new BinaryWriter(content, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            writeContent(contentWriter);
        }

        Write(writer, kind, content.GetBuffer().AsSpan(0, checked((int)content.Length)));
    }

    public static void Write(BinaryWriter writer, string kind, ReadOnlySpan<byte> content)
    {
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(kind);
        writer.Write(content.Length);
        writer.Write(Checksum(content));
        writer.Write(content);
    }

    /// <param name="reader">Where to read from.</param>
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
            if (version is < 1 or > Version)
            {
                throw new InvalidDataException(
                    $"The {subject} was saved in format {version}; this version of ContextMemory.MLNet reads formats 1 to {Version}. " +
                    $"Update the package, or make the {subject} with this version.");
            }

            string kind = ReadKind(reader, subject);
            int length = reader.ReadInt32();
            uint checksum = reader.ReadUInt32();
            byte[] content = ReadContent(reader.BaseStream, length, subject);
            if (Checksum(content) != checksum)
            {
                throw new InvalidDataException($"The {subject} is damaged: its checksum is not that of its content. Copy the file anew or train again.");
            }

            return (kind, new ContentReader(content, subject));
        }
        catch (EndOfStreamException exception)
        {
            throw new InvalidDataException($"The {subject} is truncated: the file ends too early. Copy the file anew or train again.", exception);
        }
    }

    private static string ReadKind(BinaryReader reader, string subject)
    {
        // One byte: BinaryWriter gives a longer text more bytes, and their first is above the maximum too.
        int length = reader.ReadByte();
        if (length > MaximumKindLength)
        {
            throw new InvalidDataException($"The {subject} is damaged: the name of what it holds is too long.");
        }

        Span<byte> bytes = stackalloc byte[length];
        reader.BaseStream.ReadExactly(bytes);
        return System.Text.Encoding.UTF8.GetString(bytes);
    }

    /// <summary>A chunk at a time, so that a wrong length does not reserve memory that the file cannot fill.</summary>
    private static byte[] ReadContent(Stream stream, int length, string subject)
    {
        if (length < 0)
        {
            throw new InvalidDataException($"The {subject} is damaged: it gives a length below zero.");
        }

        var content = new byte[Math.Min(length, ChunkLength)];
        int read = 0;
        while (true)
        {
            stream.ReadExactly(content, read, content.Length - read);
            read = content.Length;
            if (read == length)
            {
                return content;
            }

            Array.Resize(ref content, (int)Math.Min(length, 2L * read));
        }
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint checksum = uint.MaxValue;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
        {
            checksum = BitOperations.Crc32C(checksum, word);
        }

        foreach (byte rest in bytes[(words.Length * sizeof(ulong))..])
        {
            checksum = BitOperations.Crc32C(checksum, rest);
        }

        return ~checksum;
    }
}
