using System.Runtime.InteropServices;
using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>How the rows are written that a model keeps for a later training.</summary>
internal static class ReplayCodec
{
    public static void Write(BinaryWriter writer, ReplayRows rows)
    {
        writer.Write(rows.Size);
        Write(writer, rows.Training);
        Write(writer, rows.Validation);
    }

    /// <param name="reader">Where to read from.</param>
    /// <param name="coder">What the rows were encoded with.</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="InvalidDataException">The model is damaged.</exception>
    public static ReplayRows Read(ContentReader reader, TokenCoder coder, int classes)
    {
        int size = reader.ReadInteger();
        return size > 0
            ? new ReplayRows
            {
                Size = size,
                Training = ReadSample(reader, coder, classes),
                Validation = ReadSample(reader, coder, classes),
            }
            : throw reader.Damaged($"it keeps {size} rows");
    }

    private static void Write(BinaryWriter writer, ReplaySample sample)
    {
        writer.Write(sample.StandsFor);
        writer.Write(sample.Documents.Count);
        for (int row = 0; row < sample.Documents.Count; row++)
        {
            writer.Write(sample.Labels[row]);
            writer.Write(sample.Documents[row].Length);
            writer.Write(MemoryMarshal.AsBytes(sample.Documents[row].AsSpan()));
        }
    }

    private static ReplaySample ReadSample(ContentReader reader, TokenCoder coder, int classes)
    {
        long standsFor = reader.ReadLong();
        int count = reader.ReadCount(3 * sizeof(int));
        if (standsFor < count)
        {
            throw reader.Damaged($"it keeps {count} rows of {standsFor}");
        }

        var documents = new int[count][];
        var labels = new int[count];
        for (int row = 0; row < count; row++)
        {
            labels[row] = reader.ReadInteger();
            documents[row] = reader.ReadIntegers();
            bool isSound = labels[row] >= 0 && labels[row] < classes && documents[row] is [>= 0, ..]
                && documents[row].All(code => TokenCodes.RowOf(code) < coder.TableRows);
            if (!isSound)
            {
                throw reader.Damaged($"row {row + 1} of those it keeps has a word or a class that it does not know");
            }
        }

        return new ReplaySample(documents, labels, standsFor);
    }
}
