using System.Buffers.Binary;

namespace ContextMemory.MLNet.Torch.Native;

/// <summary>
/// A shared library of 64-bit Linux (ELF): the versions of symbols that it offers and those that it asks other libraries for. They are found
/// in the dynamic segment, as the loader finds them; a library may have lost its section headers.
/// </summary>
internal sealed class SharedLibrary
{
    private const ushort WeakFlag = 2;

    private readonly LibraryBytes _bytes;

    /// <param name="name">What messages call the library.</param>
    /// <param name="bytes">The whole file.</param>
    /// <exception cref="InvalidDataException">The bytes are no shared library of 64-bit Linux.</exception>
    public SharedLibrary(string name, byte[] bytes)
    {
        _bytes = new LibraryBytes(name, bytes);
        var dynamic = new DynamicSegment(_bytes);
        Needs = [.. ReadNeeds(dynamic)];
        Offers = [.. ReadOffers(dynamic)];
    }

    /// <summary>The versions that the library asks others for, in the order of the file.</summary>
    public IReadOnlyList<VersionNeed> Needs { get; }

    /// <summary>The versions that the library has itself, in the order of the file; the first is its own name.</summary>
    public IReadOnlyList<string> Offers { get; }

    /// <exception cref="InvalidDataException">The file is no shared library of 64-bit Linux.</exception>
    public static SharedLibrary Read(string path) => new(path, File.ReadAllBytes(path));

    /// <summary>A copy of the file in which some of its needs are weak.</summary>
    /// <param name="needs">Those of <see cref="Needs"/> that become weak; with none it is the file as it is.</param>
    public byte[] WithWeakNeeds(IEnumerable<VersionNeed> needs)
    {
        byte[] copy = _bytes.Copy();
        foreach (VersionNeed need in needs)
        {
            Span<byte> flags = copy.AsSpan((int)need.FlagsOffset, sizeof(ushort));
            BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | WeakFlag));
        }

        return copy;
    }

    // Elf64_Verneed: version 0, count 2, library 4, first need 8, next library 12. Elf64_Vernaux: flags 4, name 8, next need 12.
    private IEnumerable<VersionNeed> ReadNeeds(DynamicSegment dynamic)
    {
        foreach (ulong library in Chain(dynamic.Table(DynamicTag.VersionNeeds), dynamic.Value(DynamicTag.VersionNeedCount), nextField: 12))
        {
            string name = dynamic.Text(_bytes.UInt32(library + 4));
            foreach (ulong need in Chain(library + _bytes.UInt32(library + 8), _bytes.UInt16(library + 2), nextField: 12))
            {
                bool isWeak = (_bytes.UInt16(need + 4) & WeakFlag) != 0;
                yield return new VersionNeed(name, dynamic.Text(_bytes.UInt32(need + 8)), isWeak, need + 4);
            }
        }
    }

    // Elf64_Verdef: first name 12, next 16. Elf64_Verdaux: name 0; those after the first are the versions it follows.
    private IEnumerable<string> ReadOffers(DynamicSegment dynamic) =>
        Chain(dynamic.Table(DynamicTag.VersionDefinitions), dynamic.Value(DynamicTag.VersionDefinitionCount), nextField: 16)
            .Select(definition => dynamic.Text(_bytes.UInt32(definition + _bytes.UInt32(definition + 12))));

    // The records of a list: each says how far it is to the next one, and the last says 0. Offsets only grow, so a damaged list has an end.
    private IEnumerable<ulong> Chain(ulong? first, ulong? count, ulong nextField)
    {
        if (first is not { } record)
        {
            yield break;
        }

        for (ulong i = 0; i < count; i++)
        {
            yield return record;
            uint next = _bytes.UInt32(record + nextField);
            if (next == 0)
            {
                yield break;
            }

            record += next;
        }
    }
}
