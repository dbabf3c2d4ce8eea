namespace ContextMemory.MLNet.Torch.Native;

/// <summary>The dynamic segment of a shared library: where the loader finds its tables.</summary>
internal sealed class DynamicSegment
{
    // The first bytes of the file: 0x7f "ELF", then the width of addresses and the order of bytes.
    private const uint Magic = 0x464c457f;
    private const int Class64 = 2;
    private const int LittleEndian = 1;
    private const int HeaderLength = 64;
    private const int SharedObject = 3;

    private const int SegmentLength = 56;
    private const uint LoadedSegment = 1;
    private const uint DynamicSegmentType = 2;

    private readonly LibraryBytes _bytes;
    private readonly List<Segment> _loaded = [];
    private readonly Dictionary<DynamicTag, ulong> _values = [];

    /// <exception cref="InvalidDataException">The bytes are no shared library of 64-bit Linux.</exception>
    public DynamicSegment(LibraryBytes bytes)
    {
        _bytes = bytes;
        CheckHeader();
        Segment[] segments = [.. ReadSegments()];
        _loaded.AddRange(segments.Where(segment => segment.Type == LoadedSegment));
        ReadValues(segments.FirstOrDefault(segment => segment.Type == DynamicSegmentType) ?? throw bytes.Fault("it has no dynamic segment"));
    }

    /// <summary>The number that an entry holds; null where there is no such entry.</summary>
    public ulong? Value(DynamicTag tag) => _values.TryGetValue(tag, out ulong value) ? value : null;

    /// <summary>The place in the file of the table that an entry holds the address of; null where there is no such entry.</summary>
    public ulong? Table(DynamicTag tag) => Value(tag) is { } address ? Offset(address) : null;

    /// <summary>A name: of a library, or of a version.</summary>
    /// <param name="index">Its place in the table of texts.</param>
    public string Text(uint index) => _bytes.Text((Table(DynamicTag.Texts) ?? throw _bytes.Fault("it has no table of names")) + index);

    private void CheckHeader()
    {
        if (_bytes.Length < sizeof(uint) || _bytes.UInt32(0) != Magic)
        {
            throw _bytes.Fault("it is no ELF file");
        }

        ReadOnlySpan<byte> header = _bytes.Slice(0, HeaderLength);
        if (header[4] != Class64)
        {
            throw _bytes.Fault("it is not a 64-bit one");
        }

        if (header[5] != LittleEndian)
        {
            throw _bytes.Fault("it is not little-endian");
        }

        if (_bytes.UInt16(16) != SharedObject)
        {
            throw _bytes.Fault("it is of another type of ELF file");
        }

        if (_bytes.UInt16(54) != SegmentLength)
        {
            throw _bytes.Fault($"its segments are described in {_bytes.UInt16(54)} bytes each, not in {SegmentLength}");
        }
    }

    // Elf64_Phdr: type 0, offset 8, address 16, bytes in the file 32.
    private IEnumerable<Segment> ReadSegments()
    {
        ulong first = _bytes.UInt64(32);
        int count = _bytes.UInt16(56);
        for (int i = 0; i < count; i++)
        {
            ulong at = first + ((ulong)i * SegmentLength);
            yield return new Segment(_bytes.UInt32(at), _bytes.UInt64(at + 8), _bytes.UInt64(at + 16), _bytes.UInt64(at + 32));
        }
    }

    private void ReadValues(Segment segment)
    {
        const int entryLength = 16;
        for (ulong i = 0; i < segment.Length / entryLength; i++)
        {
            ulong entry = segment.Offset + (i * entryLength);
            var tag = (DynamicTag)_bytes.UInt64(entry);
            if (tag == DynamicTag.End)
            {
                return;
            }

            _values[tag] = _bytes.UInt64(entry + 8);
        }
    }

    private ulong Offset(ulong address)
    {
        foreach (Segment segment in _loaded)
        {
            if (address >= segment.Address && address - segment.Address < segment.Length)
            {
                return segment.Offset + (address - segment.Address);
            }
        }

        throw _bytes.Fault($"none of its segments holds the address 0x{address:x}");
    }

    private sealed record Segment(uint Type, ulong Offset, ulong Address, ulong Length);
}
