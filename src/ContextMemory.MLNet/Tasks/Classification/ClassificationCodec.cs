using System.Runtime.InteropServices;
using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Tasks.Classification.NGrams;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>How a classifier is written: its encoders, n-grams, mixture, thresholds, documents that it remembers and rows that it keeps.</summary>
internal static class ClassificationCodec
{
    // Where the first version has the number of classes, later ones have their own number below zero.
    private const int WithNGrams = -2;

    // As before, then the thresholds of the labels: of models whose texts have any number of labels.
    private const int MultiLabel = -3;

    // The same two, with the n-grams' weights of many classes: for each n-gram those that are not zero.
    private const int WithSparseNGrams = -4;
    private const int SparseMultiLabel = -5;

    // Of the documents that a model may remember, and of the rows that it may keep, after everything that all models have.
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
        TextModelCodec.Write(writer, model.Encoders);
        writer.Write(model.Mixture.Encoder);
        writer.Write(model.Mixture.NGrams);
        writer.Write(model.NGrams is not null);
        if (model.NGrams is { } ngrams)
        {
            NGramCodec.Write(writer, ngrams);
        }

        if (model.IsMultiLabel)
        {
            writer.Write(MemoryMarshal.AsBytes(model.Thresholds.AsSpan()));
        }

        if (model.NGrams?.Memory is { } memory)
        {
            writer.Write(MemoryMark);
            writer.Write(model.Mixture.Neighbors);
            NGramCodec.Write(writer, memory);
        }

        if (model.Replay is { } replay)
        {
            writer.Write(ReplayMark);
            ReplayCodec.Write(writer, replay);
        }
    }

    /// <param name="reader">Where to read from.</param>
    /// <param name="findTokenizer">The tokenizer with a fingerprint, or null where the user has not given it.</param>
    /// <exception cref="InvalidDataException">The model is damaged or of a later version.</exception>
    public static ClassificationModel Read(ContentReader reader, Func<uint, ISubwordTokenizer?> findTokenizer)
    {
        int version = reader.ReadInteger();
        bool isMultiLabel = version is MultiLabel or SparseMultiLabel;
        bool isSparse = version is WithSparseNGrams or SparseMultiLabel;
        bool hasNGrams = isMultiLabel || isSparse || version == WithNGrams;
        int classes = hasNGrams ? reader.ReadInteger() : version;
        if (classes < (isMultiLabel ? 1 : 2) || classes > ClassificationModel.MostClasses)
        {
            throw version < SparseMultiLabel
                ? new InvalidDataException("A later version of ContextMemory.MLNet has saved the model. Update the package.")
                : reader.Damaged($"it gives {classes} classes");
        }

        int members = hasNGrams ? reader.ReadInteger() : 1;
        if (members is < 0 or > ClassificationModel.MostMembers)
        {
            throw reader.Damaged($"it gives {members} encoders");
        }

        EncoderEnsemble encoders = TextModelCodec.Read(
            reader, findTokenizer, (coder, options, kernels) => new EncoderEnsemble(coder, options, classes, kernels, members, isMultiLabel));
        Mixture mixture = Mixture.Plain;
        NGramClassifier? ngrams = null;
        if (hasNGrams)
        {
            mixture = new Mixture(reader.ReadNumber("factor of the encoder"), reader.ReadNumber("factor of the n-grams"));
            ngrams = reader.ReadBoolean() ? NGramCodec.Read(reader, classes, isSparse) : null;
            if (members == 0 && ngrams is null)
            {
                throw reader.Damaged("it has neither an encoder nor n-grams");
            }
        }

        float[] thresholds = [.. ClassificationModel.UsualThresholds(encoders)];
        reader.ReadNumbers(thresholds, "thresholds");
        if (ngrams is not null && reader.ReadMark(MemoryMark))
        {
            mixture = mixture with { Neighbors = reader.ReadNumber("factor of the documents") };
            ngrams = ngrams.WithMemory(NGramCodec.ReadMemory(reader, ngrams.Index.Count, classes));
        }

        return new ClassificationModel(encoders)
        {
            NGrams = ngrams,
            Mixture = mixture,
            Thresholds = [.. thresholds],
            Replay = reader.ReadMark(ReplayMark) ? ReplayCodec.Read(reader, encoders.Coder, classes) : null,
        };
    }
}
