using System.Text;

namespace ContextMemory.MLNet.TorchTests.Support;

/// <summary>Writes the smallest shared library that has versions of symbols: no code, and no section headers.</summary>
internal static class LibraryFile
{
    /// <summary>Where the first segment header is.</summary>
    public const int SegmentsOffset = 64;

    // What lies at one place of the file is loaded to another one, as in a real library.
    private const int LoadAddress = 0x10000;
    private const int SegmentLength = 56;
    private const int DynamicOffset = SegmentsOffset + (2 * SegmentLength);
    private const int DynamicLength = 6 * 16;
    private const int TextsOffset = DynamicOffset + DynamicLength;
    private const int NeedLength = 16;
    private const int OfferLength = 20 + 8;

    /// <param name="needs">Libraries, and the versions that are asked of each.</param>
    /// <param name="offers">The versions that the library has.</param>
    public static byte[] Write((string Library, string[] Versions)[] needs, params string[] offers)
    {
        string[] names = [.. needs.Select(need => need.Library).Concat(needs.SelectMany(need => need.Versions)).Concat(offers).Distinct()];
        byte[] texts = Encoding.UTF8.GetBytes(string.Concat(names.Select(name => name + '\0')));
        Dictionary<string, int> indexes = names.ToDictionary(name => name, name => Encoding.UTF8.GetByteCount(
            string.Concat(names.TakeWhile(other => other != name).Select(other => other + '\0'))));
        int needsOffset = TextsOffset + texts.Length;
        int offersOffset = needsOffset + needs.Sum(need => NeedLength * (1 + need.Versions.Length));
        int length = offersOffset + (offers.Length * OfferLength);

        var stream = new MemoryStream();
        var file = new BinaryWriter(stream);
        WriteHeader(file);
        WriteSegment(file, type: 1, offset: 0, length);
        WriteSegment(file, type: 2, DynamicOffset, DynamicLength);
        WriteEntry(file, tag: 5, LoadAddress + TextsOffset);
        WriteEntry(file, tag: 0x6ffffffe, LoadAddress + needsOffset);
        WriteEntry(file, tag: 0x6fffffff, needs.Length);

        // A library that offers nothing has no such table: the list of entries ends here.
        WriteEntry(file, tag: offers.Length == 0 ? 0 : 0x6ffffffc, LoadAddress + offersOffset);
        WriteEntry(file, tag: 0x6ffffffd, offers.Length);
        WriteEntry(file, tag: 0, 0);
        file.Write(texts);
        WriteNeeds(file, needs, indexes);
        WriteOffers(file, offers, indexes);
        return stream.ToArray();
    }

    private static void WriteHeader(BinaryWriter file)
    {
        byte[] identity = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        file.Write(identity);
        file.Write((ushort)3);

        // Of no processor: the loader refuses the file before it looks for what is not there.
        file.Write((ushort)0);
        file.Write(1);
        file.Write(0L);
        file.Write((long)SegmentsOffset);
        file.Write(0L);
        file.Write(0);
        foreach (ushort value in new ushort[] { SegmentsOffset, SegmentLength, 2, 0, 0, 0 })
        {
            file.Write(value);
        }
    }

    private static void WriteSegment(BinaryWriter file, int type, long offset, long length)
    {
        file.Write(type);
        file.Write(4);
        foreach (long value in new[] { offset, LoadAddress + offset, LoadAddress + offset, length, length, 8 })
        {
            file.Write(value);
        }
    }

    private static void WriteEntry(BinaryWriter file, long tag, long value)
    {
        file.Write(tag);
        file.Write(value);
    }

    private static void WriteNeeds(BinaryWriter file, (string Library, string[] Versions)[] needs, Dictionary<string, int> indexes)
    {
        for (int i = 0; i < needs.Length; i++)
        {
            (string library, string[] versions) = needs[i];
            file.Write((ushort)1);
            file.Write((ushort)versions.Length);
            file.Write(indexes[library]);
            file.Write(NeedLength);
            file.Write(i + 1 < needs.Length ? NeedLength * (1 + versions.Length) : 0);
            for (int j = 0; j < versions.Length; j++)
            {
                file.Write(0);
                file.Write((ushort)0);
                file.Write((ushort)2);
                file.Write(indexes[versions[j]]);
                file.Write(j + 1 < versions.Length ? NeedLength : 0);
            }
        }
    }

    private static void WriteOffers(BinaryWriter file, string[] offers, Dictionary<string, int> indexes)
    {
        for (int i = 0; i < offers.Length; i++)
        {
            foreach (ushort value in new ushort[] { 1, 0, (ushort)(i + 1), 1 })
            {
                file.Write(value);
            }

            file.Write(0);
            file.Write(20);
            file.Write(i + 1 < offers.Length ? OfferLength : 0);
            file.Write(indexes[offers[i]]);
            file.Write(0);
        }
    }
}
