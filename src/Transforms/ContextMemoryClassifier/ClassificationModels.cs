using System.Runtime.InteropServices;
using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Rows;
using ContextMemory.MLNet.Tasks;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tasks.Classification.NGrams;
using ContextMemory.MLNet.Tokenization;

namespace ContextMemory.MLNet;

/// <summary>How a classification model is written and read.</summary>
internal static class ClassificationModels
{
    // Where the first version has the number of classes, later ones have their own number below zero.
    private const int WithNGrams = -2;

    // As before, then the thresholds of the labels: of models whose texts have any number of labels.
    private const int MultiLabel = -3;

    // The same two, with the n-grams' weights of many classes: for each n-gram those that are not zero.
    private const int WithSparseNGrams = -4;
    private const int SparseMultiLabel = -5;

    // Of the documents that a model may remember, and of the rows that it may keep, behind everything that all models have.
    private const int MemoryMark = 0x4d454d4f;
    private const int ReplayMark = 0x52504c59;

    public static void Write(BinaryWriter writer, ClassificationModel model)
    {
        bool isSparse = model.NGrams?.Sparse is not null;
        writer.Write((model.IsMultiLabel, isSparse) switch
        {
            (false, false) => WithNGrams,
            (false, true) => WithSparseNGrams,
            (true, false) => MultiLabel,
            (true, true) => SparseMultiLabel,
        });
        writer.Write(model.ClassCount);
        writer.Write(model.MemberCount);
        TextModelFormat.Write(writer, model);
        writer.Write(model.Mixture.Encoder);
        writer.Write(model.Mixture.NGrams);
        writer.Write(model.NGrams is not null);
        if (model.NGrams is { } ngrams)
        {
            writer.Write(ngrams.Index.FirstUnknown);
            writer.Write(ngrams.Index.Longest);
            writer.Write(ngrams.Index.Count);
            writer.Write(MemoryMarshal.AsBytes(ngrams.Index.NGrams));
            writer.Write(MemoryMarshal.AsBytes(ngrams.Index.Rarities));
            if (ngrams.Sparse is { } sparse)
            {
                writer.Write(sparse.Columns.Length);
                writer.Write(MemoryMarshal.AsBytes(sparse.Starts));
                writer.Write(MemoryMarshal.AsBytes(sparse.Columns));
                writer.Write(MemoryMarshal.AsBytes(sparse.Values));
            }

            writer.Write(MemoryMarshal.AsBytes(ngrams.Weights));
            writer.Write(MemoryMarshal.AsBytes(ngrams.Biases));
        }

        if (model.IsMultiLabel)
        {
            writer.Write(MemoryMarshal.AsBytes(model.Thresholds.AsSpan()));
        }

        if (model.NGrams?.Memory is { } memory)
        {
            writer.Write(MemoryMark);
            writer.Write(model.Mixture.Neighbors);
            WriteMemory(writer, memory);
        }

        if (model.Replay is { } replay)
        {
            writer.Write(ReplayMark);
            replay.Write(writer);
        }
    }

    public static ClassificationModel Read(ContentReader reader, TokenizerRegistry tokenizers)
    {
        int version = reader.ReadInteger();
        bool isMultiLabel = version is MultiLabel or SparseMultiLabel;
        bool isSparse = version is WithSparseNGrams or SparseMultiLabel;
        bool hasNGrams = isMultiLabel || isSparse || version == WithNGrams;
        int classes = hasNGrams ? reader.ReadInteger() : version;
        if (classes < (isMultiLabel ? 1 : 2) || classes > LabelReader.MostClasses)
        {
            throw version < SparseMultiLabel
                ? new InvalidDataException("A later version of ContextMemory.MLNet has saved the model. Update the package.")
                : reader.Damaged($"it gives {classes} classes");
        }

        int members = hasNGrams ? reader.ReadInteger() : 1;
        if (members is < 0 or > ContextMemoryClassifierOptions.MostMembers)
        {
            throw reader.Damaged($"it gives {members} encoders");
        }

        ClassificationModel model = TextModelFormat.Read(
            reader, tokenizers.Find, (coder, options, kernels) => new ClassificationModel(coder, options, classes, kernels, members, isMultiLabel));
        if (hasNGrams)
        {
            model.Mixture = new Mixture(reader.ReadNumber("factor of the encoder"), reader.ReadNumber("factor of the n-grams"));
            model.NGrams = reader.ReadBoolean() ? ReadNGrams(reader, classes, isSparse) : null;
            if (members == 0 && model.NGrams is null)
            {
                throw reader.Damaged("it has neither an encoder nor n-grams");
            }
        }

        reader.ReadNumbers(model.Thresholds, "thresholds");
        if (model.NGrams is { } ngrams && reader.ReadMark(MemoryMark))
        {
            model.Mixture = model.Mixture with { Neighbors = reader.ReadNumber("factor of the documents") };
            model.NGrams = ngrams.WithMemory(ReadMemory(reader, ngrams.Index.Count, classes));
        }

        if (reader.ReadMark(ReplayMark))
        {
            model.Replay = ReplayRows.Read(reader, model.Coder, classes);
        }

        return model;
    }

    private static void WriteMemory(BinaryWriter writer, DocumentMemory memory)
    {
        CompressedRows documents = memory.Documents;
        writer.Write(memory.Neighbors);
        writer.Write(memory.Count);
        writer.Write(documents.Columns.Length);
        writer.Write(MemoryMarshal.AsBytes(memory.Labels));
        writer.Write(MemoryMarshal.AsBytes(memory.Weights));
        writer.Write(MemoryMarshal.AsBytes(documents.Starts));
        writer.Write(MemoryMarshal.AsBytes(documents.Columns));
        writer.Write(MemoryMarshal.AsBytes(documents.Values));
    }

    private static DocumentMemory ReadMemory(ContentReader reader, int features, int classes)
    {
        int neighbors = reader.ReadInteger();
        int count = reader.ReadCount(3 * sizeof(int));
        int values = reader.ReadCount(sizeof(int) + sizeof(float));
        int[] labels = ReadIntegers(reader, count);
        float[] weights = ReadNumbers(reader, count, "weights of the documents");
        var documents = new CompressedRows(
            ReadIntegers(reader, count + 1), ReadIntegers(reader, values), ReadNumbers(reader, values, "n-grams of the documents"));
        bool isSound = neighbors is > 0 and <= NGramOptions.MostNeighbors
            && labels.All(label => label >= 0 && label < classes)
            && documents.IsSound(features);
        return isSound
            ? new DocumentMemory(documents, features, labels, weights, classes, neighbors)
            : throw reader.Damaged("the documents that it remembers have n-grams or classes that it does not know");
    }

    private static CompressedRows ReadSparse(ContentReader reader, int features, int classes)
    {
        int count = reader.ReadCount(sizeof(int) + sizeof(float));
        var weights = new CompressedRows(
            ReadIntegers(reader, features + 1), ReadIntegers(reader, count), ReadNumbers(reader, count, "weights of the n-grams"));
        return weights.IsSound(classes) ? weights : throw reader.Damaged("its n-grams speak for classes that it does not know");
    }

    private static int[] ReadIntegers(ContentReader reader, int length)
    {
        reader.CheckCount(length, sizeof(int));
        var items = new int[length];
        reader.ReadInto(MemoryMarshal.AsBytes(items.AsSpan()));
        return items;
    }

    private static NGramClassifier ReadNGrams(ContentReader reader, int classes, bool isSparse)
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

        float[] rarities = ReadNumbers(reader, count, "rarities of the n-grams");
        CompressedRows? sparse = isSparse ? ReadSparse(reader, count, classes) : null;
        float[] weights = isSparse ? [] : ReadNumbers(reader, count * classes, "weights of the n-grams");
        return new NGramClassifier(
            new NGramIndex(firstUnknown, longest, ngrams, rarities),
            weights,
            ReadNumbers(reader, classes, "biases of the n-grams"),
            sparse: sparse);
    }

    private static float[] ReadNumbers(ContentReader reader, int length, string name)
    {
        reader.CheckCount(length, sizeof(float));
        var values = new float[length];
        reader.ReadNumbers(values, name);
        return values;
    }
}
