using System.Runtime.InteropServices;
using ContextMemory.MLNet.Persistence;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>How a linear classifier over n-grams and its memory of documents are written.</summary>
internal static class NGramCodec
{
    /// <summary>Writes the n-grams and their weights, without the memory of documents.</summary>
    public static void Write(BinaryWriter writer, NGramClassifier ngrams)
    {
        writer.Write(ngrams.Index.FirstUnknown);
        writer.Write(ngrams.Index.Longest);
        writer.Write(ngrams.Index.Count);
        writer.Write(MemoryMarshal.AsBytes(ngrams.Index.NGrams));
        writer.Write(MemoryMarshal.AsBytes(ngrams.Index.Rarities));
        if (ngrams.Sparse is { } sparse)
        {
            writer.Write(sparse.Columns.Length);
            Write(writer, sparse);
        }

        writer.Write(MemoryMarshal.AsBytes(ngrams.Weights));
        writer.Write(MemoryMarshal.AsBytes(ngrams.Biases));
    }

    public static void Write(BinaryWriter writer, DocumentMemory memory)
    {
        CompressedRows documents = memory.Documents;
        writer.Write(memory.Neighbors);
        writer.Write(memory.Count);
        writer.Write(documents.Columns.Length);
        writer.Write(MemoryMarshal.AsBytes(memory.Labels));
        writer.Write(MemoryMarshal.AsBytes(memory.Weights));
        Write(writer, documents);
    }

    /// <param name="reader">Where to read from.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="isSparse">Whether only those weights follow that are not zero.</param>
    /// <exception cref="InvalidDataException">The model is damaged.</exception>
    public static NGramClassifier Read(ContentReader reader, int classes, bool isSparse)
    {
        int firstUnknown = reader.ReadInteger();
        int longest = reader.ReadInteger();
        if (longest is < 1 or > NGramOptions.MostWords)
        {
            throw reader.Damaged($"its n-grams have {longest} words");
        }

        int count = reader.ReadCount(sizeof(ulong) + (isSparse ? 1 : 1 + classes) * sizeof(float));
        var ngrams = new ulong[count];
        reader.ReadInto(MemoryMarshal.AsBytes(ngrams.AsSpan()));
        if (!NGramIndex.IsAscending(ngrams))
        {
            throw reader.Damaged("its n-grams are not in order");
        }

        float[] rarities = reader.ReadNumbers(count, "rarities of the n-grams");
        CompressedRows? sparse = isSparse ? ReadSparse(reader, count, classes) : null;
        float[] weights = isSparse ? [] : reader.ReadNumbers(count * classes, "weights of the n-grams");
        return new NGramClassifier(
            new NGramIndex(firstUnknown, longest, ngrams, rarities),
            weights,
            reader.ReadNumbers(classes, "biases of the n-grams"),
            sparse: sparse);
    }

    /// <param name="reader">Where to read from.</param>
    /// <param name="features">How many n-grams the model knows.</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="InvalidDataException">The model is damaged.</exception>
    public static DocumentMemory ReadMemory(ContentReader reader, int features, int classes)
    {
        int neighbors = reader.ReadInteger();
        int count = reader.ReadCount(3 * sizeof(int));
        int values = reader.ReadCount(sizeof(int) + sizeof(float));
        int[] labels = reader.ReadIntegers(count);
        float[] weights = reader.ReadNumbers(count, "weights of the documents");
        CompressedRows documents = ReadRows(reader, count, values, "n-grams of the documents");
        bool isSound = neighbors is > 0 and <= NGramOptions.MostNeighbors
            && labels.All(label => label >= 0 && label < classes)
            && documents.IsSound(features);
        return isSound
            ? new DocumentMemory(documents, features, labels, weights, classes, neighbors)
            : throw reader.Damaged("the documents that it remembers have n-grams or classes that it does not know");
    }

    private static CompressedRows ReadSparse(ContentReader reader, int features, int classes)
    {
        CompressedRows weights = ReadRows(reader, features, reader.ReadCount(sizeof(int) + sizeof(float)), "weights of the n-grams");
        return weights.IsSound(classes) ? weights : throw reader.Damaged("its n-grams speak for classes that it does not know");
    }

    private static void Write(BinaryWriter writer, CompressedRows rows)
    {
        writer.Write(MemoryMarshal.AsBytes(rows.Starts));
        writer.Write(MemoryMarshal.AsBytes(rows.Columns));
        writer.Write(MemoryMarshal.AsBytes(rows.Values));
    }

    private static CompressedRows ReadRows(ContentReader reader, int rows, int values, string name) =>
        new(reader.ReadIntegers(rows + 1), reader.ReadIntegers(values), reader.ReadNumbers(values, name));
}
