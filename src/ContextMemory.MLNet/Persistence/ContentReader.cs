using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Persistence;

/// <summary>Reads what <see cref="ModelFormat"/> framed. Every length is checked against what is left before anything is reserved for it.</summary>
/// <param name="content">What the frame held.</param>
/// <param name="subject">What messages call it.</param>
internal sealed class ContentReader(byte[] content, string subject = "model")
{
    private readonly BinaryReader _reader = new(new MemoryStream(content, writable: false));

    private long Left => _reader.BaseStream.Length - _reader.BaseStream.Position;

    /// <summary>Whether the part with this mark follows, which not every model has; then its mark has been read.</summary>
    public bool ReadMark(int mark)
    {
        if (Left < sizeof(int))
        {
            return false;
        }

        long position = _reader.BaseStream.Position;
        if (_reader.ReadInt32() == mark)
        {
            return true;
        }

        _reader.BaseStream.Position = position;
        return false;
    }

    public bool ReadBoolean() => Guarded(_reader.ReadBoolean);

    public int ReadInteger() => Guarded(_reader.ReadInt32);

    public long ReadLong() => Guarded(_reader.ReadInt64);

    public uint ReadUnsigned() => Guarded(_reader.ReadUInt32);

    public float ReadSingle() => Guarded(_reader.ReadSingle);

    public double ReadDouble() => Guarded(_reader.ReadDouble);

    public string ReadText() => Guarded(_reader.ReadString);

    /// <summary>How many items follow, each of at least so many bytes.</summary>
    public int ReadCount(int bytesPerItem)
    {
        int count = ReadInteger();
        CheckCount(count, bytesPerItem);
        return count;
    }

    /// <summary>Throws unless so many items, each of at least so many bytes, can follow.</summary>
    public void CheckCount(long count, int bytesPerItem)
    {
        if (count < 0 || count > Left / bytesPerItem)
        {
            throw new InvalidDataException($"The {subject} is damaged: it announces {count} items where only {Left} bytes are left.");
        }
    }

    public int[] ReadIntegers()
    {
        var values = new int[ReadCount(sizeof(int))];
        ReadInto(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>The bytes of as many items, each of so many bytes, as the content says.</summary>
    public byte[] ReadBytes(int bytesPerItem)
    {
        var bytes = new byte[checked(ReadCount(bytesPerItem) * bytesPerItem)];
        ReadInto(bytes);
        return bytes;
    }

    public string[] ReadTexts()
    {
        var texts = new string[ReadCount(1)];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = ReadText();
        }

        return texts;
    }

    /// <summary>Fills the span with single-precision numbers.</summary>
    public void ReadInto(Span<float> values) => ReadInto(MemoryMarshal.AsBytes(values));

    public void ReadInto(Span<byte> bytes)
    {
        if (bytes.Length > Left)
        {
            throw TooShort();
        }

        _reader.BaseStream.ReadExactly(bytes);
    }

    /// <summary>The entries of a vocabulary, each of which must be there once.</summary>
    public T[] Distinct<T>(T[] entries) =>
        entries.Distinct().Count() == entries.Length
            ? entries
            : throw new InvalidDataException($"The {subject} is damaged: its vocabulary has an entry twice.");

    /// <summary>Throws unless everything has been read.</summary>
    public void End()
    {
        if (Left != 0)
        {
            throw new InvalidDataException($"The {subject} is damaged: {Left} bytes are left over at its end.");
        }
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is EndOfStreamException or FormatException)
        {
            throw TooShort();
        }
    }

    private InvalidDataException TooShort() => new($"The {subject} is damaged: its content ends too early.");
}
