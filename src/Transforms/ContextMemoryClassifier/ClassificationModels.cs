using System.Runtime.InteropServices;
using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Rows;
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

    // Of the documents that a model may remember, and of the rows that it may keep, behind everything that all models have.
    private const int MemoryMark = 0x4d454d4f;
    private const int ReplayMark = 0x52504c59;

    public static void Write(BinaryWriter writer, ClassificationModel model)
    {
        writer.Write(model.IsMultiLabel ? MultiLabel : WithNGrams);
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
        bool isMultiLabel = version == MultiLabel;
        bool hasNGrams = isMultiLabel || version == WithNGrams;
        int classes = hasNGrams ? reader.ReadInteger() : version;
        if (classes < (isMultiLabel ? 1 : 2) || classes > LabelReader.MostClasses)
        {
            throw version < MultiLabel
                ? new InvalidDataException("A later version of ContextMemory.MLNet has saved the model. Update the package.")
                : reader.Damaged($"it gives {classes} classes");
        }

        int members = hasNGrams ? reader.ReadInteger() : 1;
        if (members is < 1 or > ContextMemoryClassifierOptions.MostMembers)
        {
            throw reader.Damaged($"it gives {members} encoders");
        }

        ClassificationModel model = TextModelFormat.Read(
            reader, tokenizers.Find, (coder, options, kernels) => new ClassificationModel(coder, options, classes, kernels, members, isMultiLabel));
        if (hasNGrams)
        {
            model.Mixture = new Mixture(reader.ReadNumber("factor of the encoder"), reader.ReadNumber("factor of the n-grams"));
            model.NGrams = reader.ReadBoolean() ? ReadNGrams(reader, classes) : null;
        }

        reader.ReadNumbers(model.Thresholds, "thresholds");
        if (model.NGrams is { } ngrams && reader.ReadMark(MemoryMark))
        {
            model.Mixture = model.Mixture with { Neighbors = reader.ReadNumber("factor of the documents") };
            model.NGrams = new NGramClassifier(ngrams.Index, ngrams.Weights, ngrams.Biases, ReadMemory(reader, ngrams.Index.Count, classes));
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
        int[] labels = ReadIntegers(count);
        float[] weights = ReadNumbers(reader, count, "weights of the documents");
        var documents = new CompressedRows(
            ReadIntegers(count + 1), ReadIntegers(values), ReadNumbers(reader, values, "n-grams of the documents"));
        bool isSound = neighbors is > 0 and <= NGramOptions.MostNeighbors
            && labels.All(label => label >= 0 && label < classes)
            && documents.Starts is [0, ..] && documents.Starts[^1] == values
            && documents.Starts.Zip(documents.Starts.Skip(1)).All(pair => pair.First <= pair.Second)
            && documents.Columns.All(feature => feature >= 0 && feature < features);
        return isSound
            ? new DocumentMemory(documents, features, labels, weights, classes, neighbors)
            : throw reader.Damaged("the documents that it remembers have n-grams or classes that it does not know");

        int[] ReadIntegers(int length)
        {
            reader.CheckCount(length, sizeof(int));
            var items = new int[length];
            reader.ReadInto(MemoryMarshal.AsBytes(items.AsSpan()));
            return items;
        }
    }

    private static NGramClassifier ReadNGrams(ContentReader reader, int classes)
    {
        int firstUnknown = reader.ReadInteger();
        int longest = reader.ReadInteger();
        if (longest is < 1 or > NGramOptions.MostWords)
        {
            throw reader.Damaged($"its n-grams have {longest} words");
        }

        int count = reader.ReadCount(sizeof(ulong) + (1 + classes) * sizeof(float));
        var ngrams = new ulong[count];
        reader.ReadInto(MemoryMarshal.AsBytes(ngrams.AsSpan()));
        if (!NGramIndex.IsAscending(ngrams))
        {
            throw reader.Damaged("its n-grams are not in order");
        }

        float[] rarities = ReadNumbers(reader, count, "rarities of the n-grams");
        float[] weights = ReadNumbers(reader, count * classes, "weights of the n-grams");
        return new NGramClassifier(
            new NGramIndex(firstUnknown, longest, ngrams, rarities), weights, ReadNumbers(reader, classes, "biases of the n-grams"));
    }

    private static float[] ReadNumbers(ContentReader reader, int length, string name)
    {
        reader.CheckCount(length, sizeof(float));
        var values = new float[length];
        reader.ReadNumbers(values, name);
        return values;
    }
}
