using System.Runtime.InteropServices;
using ContextMemory.MLNet.Persistence;

namespace ContextMemory.MLNet.Tasks.Retrieval;

/// <summary>How a memory of vectors is written: its sizes with the names, oldest first, then the vectors in pieces, each with a checksum.</summary>
internal static class VectorMemoryFile
{
    private const string Subject = "vector memory";
    private const string HeadKind = "VectorMemory";
    private const string PieceKind = "VectorMemory.Vectors";

    // Values of a piece.
    private const int PieceLength = 1 << 22;

    /// <param name="stream">Takes the bytes.</param>
    /// <param name="memory">Has the sizes.</param>
    /// <param name="ids">The names of its vectors, the oldest first.</param>
    /// <param name="vector">The vector of each.</param>
    public static void Write(Stream stream, VectorMemory memory, string[] ids, VectorAt vector)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        ModelFormat.Write(writer, HeadKind, head =>
        {
            head.Write(memory.VectorSize);
            head.Write(memory.Capacity);
            head.WriteTexts(ids);
        });
        int together = VectorsTogether(memory.VectorSize);
        for (int start = 0; start < ids.Length; start += together)
        {
            int count = Math.Min(together, ids.Length - start);
            ModelFormat.Write(writer, PieceKind, piece =>
            {
                for (int place = start; place < start + count; place++)
                {
                    piece.Write(MemoryMarshal.AsBytes(vector(place)));
                }
            });
        }
    }

    /// <exception cref="InvalidDataException">It is damaged, or none of a memory.</exception>
    public static VectorMemory Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        ContentReader head = ReadFrame(reader, HeadKind);
        int size = head.ReadInteger();
        int capacity = head.ReadInteger();
        if (size is < 1 or > VectorMemory.LongestVector || capacity < 1 || capacity > VectorMemory.MostVectors(size))
        {
            throw head.Damaged($"it has room for {capacity} vectors of {size} numbers");
        }

        string[] ids = head.ReadDistinctTexts(new HashSet<string>(StringComparer.Ordinal));
        head.End();
        if (ids.Length > capacity || Array.Exists(ids, id => id.Length == 0))
        {
            throw head.Damaged($"it has {ids.Length} vectors with room for {capacity}, or one without a name");
        }

        var memory = new VectorMemory(size, capacity);
        var vector = new float[size];
        int together = VectorsTogether(size);
        for (int start = 0; start < ids.Length; start += together)
        {
            ContentReader piece = ReadFrame(reader, PieceKind);
            foreach (string id in ids.AsSpan(start, Math.Min(together, ids.Length - start)))
            {
                piece.ReadNumbers(vector, id);
                memory.Put(id, vector);
            }

            piece.End();
        }

        return stream.Position == stream.Length ? memory : throw head.Damaged("there is something after its end");
    }

    private static int VectorsTogether(int vectorSize) => Math.Max(1, PieceLength / vectorSize);

    private static ContentReader ReadFrame(BinaryReader reader, string expected)
    {
        (string kind, ContentReader content) = ModelFormat.Read(reader, Subject);
        return kind == expected
            ? content
            : throw new InvalidDataException($"The {Subject} is damaged, or none: it holds '{kind}' where '{expected}' is expected.");
    }

    /// <summary>The vector at a place.</summary>
    internal delegate ReadOnlySpan<float> VectorAt(int place);
}
