using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Persistence.Pretrained;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Text.Sentences;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>How an entity extractor is written: its encoder options, its tags, what it knows, the values of the parameters by name.</summary>
internal static class EntityCodec
{
    // Of the characters that a model may read words by, in front of the parameters.
    private const int CharacterMark = 0x52414843;

    // Of a pretrained transformer, in front of the parameters.
    private const int TransformerMark = 0x43455250;

    // Of the lists of names that a model may have, behind everything that all models have.
    private const int GazetteerMark = 0x475a5454;

    public static void Write(BinaryWriter writer, EntityModel model)
    {
        writer.Write(OptionsJson.Write(model.Options));
        writer.Write((int)model.Tags.Scheme);
        writer.WriteTexts(model.Tags.Types);
        writer.Write(model.Coder.HashBuckets);
        Write(writer, model.Coder.Words.Features);
        Write(writer, model.Coder.Spelling.Features);
        Write(writer, model.Coder.Context.Features);
        if (model.CharacterOptions is { } characters)
        {
            writer.Write(CharacterMark);
            writer.Write(OptionsJson.Write(characters));
            Write(writer, model.Coder.Characters!.Known.Features);
        }

        if (model.Transformer is { } transformer)
        {
            writer.Write(TransformerMark);
            writer.Write(OptionsJson.Write(transformer));
            writer.Write(model.Coder.Pieces!.TableRows);
            PretrainedTokenizerCodec.Write(writer, model.Coder.Pieces.Tokenizer);
        }

        ParameterCodec.Write(writer, model.Weights);
        if (model.Coder.Gazetteers.Count > 0)
        {
            writer.Write(GazetteerMark);
            writer.Write(model.Coder.Gazetteers.Count);
            foreach (Gazetteer gazetteer in model.Coder.Gazetteers)
            {
                writer.Write(gazetteer.Longest);
                Write(writer, gazetteer.Names);
            }
        }
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

        string[] types = reader.ReadTexts(TagSet.MostTypes);
        if (types.Length == 0 || types.Distinct(StringComparer.Ordinal).Count() < types.Length)
        {
            throw reader.Damaged("it has no type of entities, or one twice");
        }

        int hashBuckets = reader.ReadInteger();
        if (hashBuckets is < 1 or > VocabularyOptions.MostHashBuckets)
        {
            throw reader.Damaged($"it gives {hashBuckets} rows for character n-grams");
        }

        var coder = new EntityCoder(ReadIndex(reader), ReadIndex(reader), ReadIndex(reader), hashBuckets);
        EncoderOptions? characters = null;
        if (reader.ReadMark(CharacterMark))
        {
            characters = OptionsJson.ReadEncoder(reader.ReadText(), hasSegments: false);
            coder.Characters = new CharacterCoder(ReadIndex(reader));
        }

        PretrainedOptions? transformer = null;
        if (reader.ReadMark(TransformerMark))
        {
            transformer = OptionsJson.ReadEncoder(reader.ReadText()) as PretrainedOptions ?? throw reader.Damaged("its transformer has the options of another kind of encoder");
            coder.Pieces = new PieceCoder(TextModelCodec.ReadTokenizer(reader, out int tableRows), tableRows, transformer.SegmentOverlap);
        }

        // Beside the transformer's vectors those of words, n-grams and spelling have a place each.
        if (transformer is not null && (options.EmbeddingSize < transformer.EmbeddingSize + 4 || transformer.Memory is not null))
        {
            throw reader.Damaged("its encoder does not fit its transformer");
        }

        EntityModel model = ParameterCodec.Create(
            () => new EntityModel(coder, options, characters, new TagSet(scheme, types), Kernels.Current, transformer));
        ParameterCodec.Read(
            reader,
            model.Layout,
            () => transformer is null ? model.Weights : BaseWeights.Fill(transformer, model.Layout, () => model.Weights, PieceReader.Prefix),
            learnedAlone: transformer is { SavesBase: false });
        if (reader.ReadMark(GazetteerMark))
        {
            coder.Gazetteers = ReadGazetteers(reader);
        }

        return model;
    }

    private static Gazetteer[] ReadGazetteers(ContentReader reader)
    {
        int count = reader.ReadInteger();
        if (count is < 1 or > EntityFeatureOptions.MostGazetteers)
        {
            throw reader.Damaged($"it gives {count} lists of names");
        }

        var gazetteers = new Gazetteer[count];
        for (int i = 0; i < gazetteers.Length; i++)
        {
            int longest = reader.ReadInteger();
            if (longest is < 1 or > Gazetteer.MostCharacters)
            {
                throw reader.Damaged($"the longest name of a list has {longest} characters");
            }

            gazetteers[i] = new Gazetteer(reader.ReadDistinct<ulong>(), longest);
        }

        return gazetteers;
    }

    private static void Write(BinaryWriter writer, IReadOnlyList<ulong> hashes)
    {
        writer.Write(hashes.Count);
        foreach (ulong hash in hashes)
        {
            writer.Write(hash);
        }
    }

    private static FeatureIndex ReadIndex(ContentReader reader) => new(reader.ReadDistinct<ulong>());
}
