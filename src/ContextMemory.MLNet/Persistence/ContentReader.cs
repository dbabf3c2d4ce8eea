using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace ContextMemory.MLNet.Persistence;

/// <summary>
/// Reads what <see cref="ModelFormat"/> framed, straight from the file. Every length is checked against what is left before anything is
/// reserved for it, and nothing is reserved for entries before they have been read where they take more room in memory than in the file.
/// </summary>
internal sealed class ContentReader
{
    /// <summary>Numbers of half precision that are converted at a time.</summary>
    public const int HalvesTogether = 1 << 10;

    private const int Chunk = 1 << 16;
    private const int MostTextBytes = 1 << 24;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly BinaryReader _reader;
    private readonly long _end;
    private readonly string _subject;

    /// <param name="reader">Stands where the content begins; its stream can tell its position.</param>
    /// <param name="length">Bytes of the content, all of which are there.</param>
    /// <param name="subject">What messages call it.</param>
    public ContentReader(BinaryReader reader, long length, string subject = "model")
    {
        _reader = reader;
        _end = reader.BaseStream.Position + length;
        _subject = subject;
    }

    /// <summary>Reads content that is in memory.</summary>
    public ContentReader(byte[] content)
        : this(new BinaryReader(new MemoryStream(content, writable: false)), content.Length)
    {
    }

    private long Left => _end - _reader.BaseStream.Position;

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

    public bool ReadBoolean()
    {
        Require(sizeof(bool));
        return _reader.ReadByte() switch
        {
            0 => false,
            1 => true,
            byte other => throw Damaged($"it has {other} where 0 or 1 is expected"),
        };
    }

    public int ReadInteger()
    {
        Require(sizeof(int));
        return _reader.ReadInt32();
    }

    public long ReadLong()
    {
        Require(sizeof(long));
        return _reader.ReadInt64();
    }

    public uint ReadUnsigned()
    {
        Require(sizeof(uint));
        return _reader.ReadUInt32();
    }

    public double ReadDouble()
    {
        Require(sizeof(double));
        return _reader.ReadDouble();
    }

    public string ReadText()
    {
        int length = ReadTextLength();
        if (length is < 0 or > MostTextBytes)
        {
            throw Damaged($"it has a text of {length} bytes; possible are 0 to {MostTextBytes}");
        }

        Require(length);
        Span<byte> bytes = length <= 256 ? stackalloc byte[length] : new byte[length];
        _reader.BaseStream.ReadExactly(bytes);
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw Damaged("it has a text that is not UTF-8");
        }
    }

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
            throw Damaged($"it announces {count} items where only {Left} bytes are left");
        }
    }

    /// <summary>Integers whose number stands before them.</summary>
    public int[] ReadIntegers() => ReadIntegers(ReadInteger());

    public int[] ReadIntegers(int count)
    {
        CheckCount(count, sizeof(int));
        var values = new int[count];
        ReadInto(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    /// <summary>Texts, of which there may be so many.</summary>
    public string[] ReadTexts(int most)
    {
        int count = ReadCount(1);
        if (count > most)
        {
            throw Damaged($"it announces {count} texts where {most} are possible");
        }

        var texts = new string[count];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = ReadText();
        }

        return texts;
    }

    /// <summary>The entries of a vocabulary, each of which must be there once.</summary>
    /// <param name="others">Entries that it must not have either; those that are read are added.</param>
    public string[] ReadDistinctTexts(HashSet<string> others)
    {
        var texts = new List<string>();
        for (int left = ReadCount(1); left > 0; left--)
        {
            string text = ReadText();
            AddNew(others, text);
            texts.Add(text);
        }

        return [.. texts];
    }

    /// <inheritdoc cref="ReadDistinctTexts"/>
    public T[] ReadDistinct<T>()
        where T : unmanaged
    {
        int left = ReadCount(Unsafe.SizeOf<T>());
        var entries = new List<T>();
        var known = new HashSet<T>();
        var chunk = new T[Math.Min(left, Chunk)];
        while (left > 0)
        {
            Span<T> next = chunk.AsSpan(0, Math.Min(left, chunk.Length));
            ReadInto(MemoryMarshal.AsBytes(next));
            foreach (T entry in next)
            {
                AddNew(known, entry);
            }

            entries.AddRange(next);
            left -= next.Length;
        }

        return [.. entries];
    }

    /// <summary>A number of a model, which is one and finite.</summary>
    /// <param name="name">What it is.</param>
    public float ReadNumber(string name)
    {
        float value = 0;
        ReadNumbers(new Span<float>(ref value), name);
        return value;
    }

    /// <summary>Numbers of a model, all of which are finite.</summary>
    /// <param name="count">How many.</param>
    /// <param name="name">What they are.</param>
    public float[] ReadNumbers(int count, string name)
    {
        CheckCount(count, sizeof(float));
        var values = new float[count];
        ReadNumbers(values, name);
        return values;
    }

    /// <summary>Fills the span with numbers of a model, all of which are finite.</summary>
    /// <param name="values">Where they go.</param>
    /// <param name="name">What they are.</param>
    public void ReadNumbers(Span<float> values, string name)
    {
        ReadInto(values);
        RequireFinite(values, name);
    }

    /// <summary>Fills the span with numbers of a model that are there in half precision, all of which are finite.</summary>
    /// <param name="values">Where they go.</param>
    /// <param name="name">What they are.</param>
    public void ReadHalves(Span<float> values, string name)
    {
        Span<Half> halves = stackalloc Half[HalvesTogether];
        for (Span<float> left = values; !left.IsEmpty; left = left[Math.Min(left.Length, halves.Length)..])
        {
            Span<Half> some = halves[..Math.Min(left.Length, halves.Length)];
            ReadInto(MemoryMarshal.AsBytes(some));
            TensorPrimitives.ConvertToSingle(some, left[..some.Length]);
        }

        RequireFinite(values, name);
    }

    /// <summary>Fills the span with numbers of a model that are there as a step and whole multiples of it, all of which are finite.</summary>
    /// <param name="values">Where they go.</param>
    /// <param name="codes">Room for as many multiples.</param>
    /// <param name="name">What they are.</param>
    public void ReadBytes(Span<float> values, Span<sbyte> codes, string name)
    {
        float step = ReadNumber(name);
        ReadInto(MemoryMarshal.AsBytes(codes));
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = codes[i] * step;
        }

        RequireFinite(values, name);
    }

    /// <summary>Fills the span with the bits of single-precision numbers.</summary>
    public void ReadInto(Span<float> values) => ReadInto(MemoryMarshal.AsBytes(values));

    public void ReadInto(Span<byte> bytes)
    {
        Require(bytes.Length);
        _reader.BaseStream.ReadExactly(bytes);
    }

    /// <summary>Throws unless everything has been read.</summary>
    public void End()
    {
        if (Left != 0)
        {
            throw Damaged($"{Left} bytes are left over at its end");
        }
    }

    /// <summary>What is thrown where the content cannot be what was written.</summary>
    public InvalidDataException Damaged(string fault) => new($"The {_subject} is damaged: {fault}.");

    // Seven bits a byte, the lowest first, as BinaryWriter writes the length of a text. Lengths that are possible need four bytes.
    private int ReadTextLength()
    {
        int length = 0;
        for (int shift = 0; shift < 32; shift += 7)
        {
            Require(1);
            byte next = _reader.ReadByte();
            length |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                return length;
            }
        }

        return -1;
    }

    private void AddNew<T>(HashSet<T> known, T entry)
    {
        if (!known.Add(entry))
        {
            throw Damaged("its vocabulary has an entry twice");
        }
    }

    private void RequireFinite(ReadOnlySpan<float> values, string name)
    {
        if (!values.IsEmpty && !TensorPrimitives.IsFiniteAll(values))
        {
            throw Damaged($"a value of '{name}' is infinite or not a number");
        }
    }

    private void Require(int bytes)
    {
        if (bytes > Left)
        {
            throw Damaged("its content ends too early");
        }
    }
}
