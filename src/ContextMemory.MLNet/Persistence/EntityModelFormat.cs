using System.Runtime.InteropServices;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tasks.Entities;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Persistence;

/// <summary>How an entity extractor is written: its encoder options, its tags, what it knows, the values of the parameters by name.</summary>
internal static class EntityModelFormat
{
    public static void Write(BinaryWriter writer, EntityModel model)
    {
        writer.Write(OptionsJson.Write(model.Options));
        writer.Write((int)model.Tags.Scheme);
        writer.Write(model.Tags.Types.Count);
        foreach (string type in model.Tags.Types)
        {
            writer.Write(type);
        }

        writer.Write(model.Coder.HashBuckets);
        Write(writer, model.Coder.Words);
        Write(writer, model.Coder.Spelling);
        Write(writer, model.Coder.Context);
        ParameterFormat.Write(writer, model.Weights);
    }

    /// <exception cref="InvalidDataException">The model is damaged or of a later version.</exception>
    public static EntityModel Read(ContentReader reader)
    {
        EncoderOptions options = OptionsJson.ReadEncoder(reader.ReadText());
        var scheme = (TagScheme)reader.ReadInteger();
        if (!Enum.IsDefined(scheme))
        {
            throw new InvalidDataException($"The model uses a tag scheme ({(int)scheme}) that this version does not know. Update the package.");
        }

        string[] types = reader.Distinct(reader.ReadTexts());
        int hashBuckets = reader.ReadInteger();
        if (hashBuckets is < 1 or > VocabularyOptions.MostHashBuckets)
        {
            throw new InvalidDataException($"The model is damaged: it gives {hashBuckets} rows for character n-grams.");
        }

        var coder = new EntityCoder(ReadIndex(reader), ReadIndex(reader), ReadIndex(reader), hashBuckets);
        EntityModel model = ParameterFormat.Create(() => new EntityModel(coder, options, new TagSet(scheme, types), Kernels.Current));
        ParameterFormat.Read(reader, model.Layout, () => model.Weights);
        return model;
    }

    private static void Write(BinaryWriter writer, FeatureIndex index)
    {
        writer.Write(index.Features.Count);
        foreach (ulong feature in index.Features)
        {
            writer.Write(feature);
        }
    }

    private static FeatureIndex ReadIndex(ContentReader reader) =>
        new(reader.Distinct(MemoryMarshal.Cast<byte, ulong>(reader.ReadBytes(sizeof(ulong))).ToArray()));
}
