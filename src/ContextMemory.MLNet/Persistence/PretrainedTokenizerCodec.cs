using System.Runtime.InteropServices;
using ContextMemory.MLNet.Text.Pretrained;
using ContextMemory.MLNet.Text.Pretrained.SentencePiece;

namespace ContextMemory.MLNet.Persistence;

/// <summary>How the tokenizer of a pretrained model is written: all of it, so that the model needs none of the files it came from.</summary>
internal static class PretrainedTokenizerCodec
{
    private const int WordPiece = 0;
    private const int ByteLevelBpe = 1;
    private const int Unigram = 2;

    public static void Write(BinaryWriter writer, PretrainedTokenizer tokenizer)
    {
        switch (tokenizer)
        {
            case WordPieceTokenizer wordPiece:
                writer.Write(WordPiece);
                WriteSpecial(writer, wordPiece.Special);
                writer.Write(wordPiece.Normalization.CleanText);
                writer.Write(wordPiece.Normalization.SplitIdeographs);
                writer.Write(wordPiece.Normalization.StripAccents);
                writer.Write(wordPiece.Normalization.LowerCase);
                writer.Write(wordPiece.Prefix);
                writer.Write(wordPiece.LongestWord);
                writer.WriteTexts(wordPiece.Pieces);
                break;
            case ByteLevelBpeTokenizer bpe:
                writer.Write(ByteLevelBpe);
                WriteSpecial(writer, bpe.Special);
                writer.Write(bpe.AddPrefixSpace);
                writer.WriteTexts(bpe.Pieces);
                writer.Write(3 * bpe.Merges.Merges.Count);
                foreach ((int left, int right, int merged) in bpe.Merges.Merges)
                {
                    writer.Write(left);
                    writer.Write(right);
                    writer.Write(merged);
                }

                break;
            case UnigramTokenizer unigram:
                writer.Write(Unigram);
                WriteSpecial(writer, unigram.Special);
                writer.Write(unigram.Spaces.SplitsAtAll);
                writer.Write(unigram.Spaces.JoinsRuns);
                writer.Write(unigram.Spaces.DropsLast);
                writer.Write(unigram.LeastScore);
                writer.WriteTexts(unigram.Pieces);
                writer.Write(MemoryMarshal.AsBytes(unigram.Scores));
                writer.Write(unigram.Map.Content.Length);
                writer.Write(unigram.Map.Content);
                break;
            default:
                throw new ArgumentException($"There is no format for a {tokenizer.GetType().Name}.", nameof(tokenizer));
        }
    }

    /// <exception cref="InvalidDataException">What was read is no tokenizer.</exception>
    public static PretrainedTokenizer Read(ContentReader reader)
    {
        int kind = reader.ReadInteger();
        SpecialPieces special = ReadSpecial(reader);
        PretrainedTokenizer tokenizer = kind switch
        {
            WordPiece => ReadWordPiece(reader, special),
            ByteLevelBpe => ReadByteLevelBpe(reader, special),
            Unigram => ReadUnigram(reader, special),
            _ => throw new InvalidDataException($"The model has a tokenizer of a kind ({kind}) that this version does not know. Update the package."),
        };
        return special.AreIn(tokenizer.VocabularySize) ? tokenizer : throw reader.Damaged("a special piece is not in its vocabulary");
    }

    private static WordPieceTokenizer ReadWordPiece(ContentReader reader, SpecialPieces special)
    {
        var normalization = new BertNormalization(reader.ReadBoolean(), reader.ReadBoolean(), reader.ReadBoolean(), reader.ReadBoolean());
        string prefix = reader.ReadText();
        int longestWord = reader.ReadInteger();
        if (longestWord is < 1 or > WordPieceTokenizer.MostLongestWord)
        {
            throw reader.Damaged($"its tokenizer splits words of up to {longestWord} characters");
        }

        return new WordPieceTokenizer(reader.ReadTexts(VocabularyFile.MostPieces), special, normalization, prefix, longestWord);
    }

    private static ByteLevelBpeTokenizer ReadByteLevelBpe(ContentReader reader, SpecialPieces special)
    {
        bool addPrefixSpace = reader.ReadBoolean();
        string[] pieces = reader.ReadTexts(VocabularyFile.MostPieces);
        int[] merges = reader.ReadIntegers();
        if (ByteLevelBpeTokenizer.ByteIds(pieces) is null || merges.Length % 3 != 0 || !Array.TrueForAll(merges, id => id >= 0 && id < pieces.Length))
        {
            throw reader.Damaged("its tokenizer has merges of other pieces than it has");
        }

        return new ByteLevelBpeTokenizer(
            pieces, new MergeTable([.. merges.Chunk(3).Select(merge => (merge[0], merge[1], merge[2]))]), special, addPrefixSpace);
    }

    private static UnigramTokenizer ReadUnigram(ContentReader reader, SpecialPieces special)
    {
        var spaces = new UnigramSpaces(reader.ReadBoolean(), reader.ReadBoolean(), reader.ReadBoolean());
        double leastScore = reader.ReadDouble();
        string[] pieces = reader.ReadTexts(VocabularyFile.MostPieces);
        reader.CheckCount(pieces.Length, sizeof(double));
        var scores = new double[pieces.Length];
        reader.ReadInto(MemoryMarshal.AsBytes(scores.AsSpan()));
        var content = new byte[reader.ReadCount(1)];
        reader.ReadInto(content);
        CharacterMap map = CharacterMap.TryRead(content, out string fault) ?? throw reader.Damaged($"the normalization of its tokenizer {fault}");
        return double.IsFinite(leastScore) && !Array.Exists(scores, double.IsInfinity)
            ? new UnigramTokenizer(pieces, scores, leastScore, special, map, spaces)
            : throw reader.Damaged("a score of its tokenizer is infinite");
    }

    private static void WriteSpecial(BinaryWriter writer, SpecialPieces special)
    {
        writer.Write(special.Start);
        writer.Write(special.End);
        writer.Write(special.Unknown);
        writer.Write(special.Padding);
        writer.Write(special.Mask.HasValue);
        writer.Write(special.Mask ?? 0);
    }

    private static SpecialPieces ReadSpecial(ContentReader reader)
    {
        var special = new SpecialPieces(reader.ReadInteger(), reader.ReadInteger(), reader.ReadInteger(), reader.ReadInteger(), Mask: null);
        bool hasMask = reader.ReadBoolean();
        int mask = reader.ReadInteger();
        return hasMask ? special with { Mask = mask } : special;
    }
}
