using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Persistence.Pretrained;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Text.Pretrained;

namespace ContextMemory.MLNet.Tasks;

/// <summary>How a text model is written: its encoder options, what turns text into codes, the values of the parameters by name.</summary>
internal static class TextModelCodec
{
    private const int WordsCoder = 0;
    private const int SubwordsCoder = 1;
    private const int GrownWordsCoder = 2;
    private const int PretrainedPiecesCoder = 3;

    // Of a table of pieces.
    private const int MostRows = 10_000_000;

    public static void Write(BinaryWriter writer, TextModel model)
    {
        writer.Write(OptionsJson.Write(model.Options));
        WriteCoder(writer, model.Coder);
        ParameterCodec.Write(writer, model.Weights);
    }

    /// <param name="reader">Where to read from.</param>
    /// <param name="findTokenizer">The tokenizer with a fingerprint, or null where the user has not given it.</param>
    /// <param name="create">Makes the model that the options and the coder describe.</param>
    public static TModel Read<TModel>(
        ContentReader reader, Func<uint, ISubwordTokenizer?> findTokenizer, Func<TokenCoder, EncoderOptions, Kernels, TModel> create)
        where TModel : TextModel
    {
        EncoderOptions options = OptionsJson.ReadEncoder(reader.ReadText());
        TokenCoder coder = ReadCoder(reader, findTokenizer);
        if (coder is PretrainedCoder pieces && (options is not PretrainedOptions || pieces.SegmentLength != options.SegmentLength))
        {
            throw reader.Damaged($"its texts are cut into segments of {pieces.SegmentLength} pieces, its encoder reads {options.SegmentLength}");
        }

        TModel model = ParameterCodec.Create(() => create(coder, options, Kernels.Current));
        ParameterCodec.Read(
            reader,
            model.Layout,
            () => BaseWeights.Fill(options, model.Layout, () => model.Weights, [.. model.Network.Members.Select(member => member.Prefix)]),
            learnedAlone: !options.SavesAllWeights);
        return model;
    }

    private static void WriteCoder(BinaryWriter writer, TokenCoder coder)
    {
        switch (coder)
        {
            case Vocabulary vocabulary:
                writer.Write(vocabulary.AddedWords.Count == 0 ? WordsCoder : GrownWordsCoder);
                writer.Write(vocabulary.LowerCase);
                writer.Write(vocabulary.HashBuckets);
                writer.WriteTexts(vocabulary.Words);
                if (vocabulary.AddedWords.Count > 0)
                {
                    writer.WriteTexts(vocabulary.AddedWords);
                }

                break;
            case SubwordVocabulary subwords:
                writer.Write(SubwordsCoder);
                writer.Write(subwords.Tokenizer.Fingerprint);
                writer.Write(subwords.Tokenizer.Description);
                writer.Write(subwords.HashBuckets);
                writer.Write(subwords.Pieces.Count);
                foreach (int piece in subwords.Pieces)
                {
                    writer.Write(piece);
                }

                break;
            case PretrainedCoder pretrained:
                writer.Write(PretrainedPiecesCoder);
                writer.Write(pretrained.SegmentLength);
                writer.Write(pretrained.TableRows);
                PretrainedTokenizerCodec.Write(writer, pretrained.Tokenizer);
                break;
            default:
                throw new ArgumentException($"There is no format for a {coder.GetType().Name}.", nameof(coder));
        }
    }

    private static TokenCoder ReadCoder(ContentReader reader, Func<uint, ISubwordTokenizer?> findTokenizer)
    {
        int kind = reader.ReadInteger();
        if (kind is WordsCoder or GrownWordsCoder)
        {
            bool lowerCase = reader.ReadBoolean();
            int hashBuckets = ReadHashBuckets(reader);
            var known = new HashSet<string>(StringComparer.Ordinal);
            string[] words = reader.ReadDistinctTexts(known);
            string[] addedWords = kind == GrownWordsCoder ? reader.ReadDistinctTexts(known) : [];
            return new Vocabulary(words, lowerCase, hashBuckets, addedWords);
        }

        if (kind == SubwordsCoder)
        {
            uint fingerprint = reader.ReadUnsigned();
            string description = reader.ReadText();
            ISubwordTokenizer tokenizer = findTokenizer(fingerprint) ?? throw new InvalidOperationException(
                $"The model was trained with a {description} that is not stored with it. " +
                "Before loading, call mlContext.ContextMemory().UseTokenizer(tokenizer) with the tokenizer it was trained with.");
            int hashBuckets = ReadHashBuckets(reader);
            return new SubwordVocabulary(tokenizer, ReadPieces(reader), hashBuckets);
        }

        if (kind == PretrainedPiecesCoder)
        {
            int segmentLength = reader.ReadInteger();
            return segmentLength > PretrainedCoder.FrameLength
                ? new PretrainedCoder(ReadTokenizer(reader, out int tableRows), segmentLength, tableRows)
                : throw reader.Damaged($"its segments have {segmentLength} pieces");
        }

        throw new InvalidDataException($"The model turns text into tokens in a way ({kind}) that this version does not know. Update the package.");
    }

    /// <summary>Reads a pretrained transformer's tokenizer.</summary>
    /// <param name="reader">Where to read from.</param>
    /// <param name="tableRows">Rows of the table of its pieces.</param>
    public static PretrainedTokenizer ReadTokenizer(ContentReader reader, out int tableRows)
    {
        tableRows = reader.ReadInteger();
        PretrainedTokenizer tokenizer = PretrainedTokenizerCodec.Read(reader);
        return tableRows >= tokenizer.VocabularySize && tableRows <= MostRows
            ? tokenizer
            : throw reader.Damaged($"its table has {tableRows} rows for {tokenizer.VocabularySize} pieces");
    }

    private static int[] ReadPieces(ContentReader reader)
    {
        int[] pieces = reader.ReadDistinct<int>();
        return Array.TrueForAll(pieces, piece => piece >= 0) ? pieces : throw reader.Damaged("its vocabulary has a piece with a number below zero");
    }

    private static int ReadHashBuckets(ContentReader reader)
    {
        int value = reader.ReadInteger();
        return value is > 0 and <= VocabularyOptions.MostHashBuckets
            ? value
            : throw reader.Damaged($"it gives {value} rows for unknown words");
    }
}
