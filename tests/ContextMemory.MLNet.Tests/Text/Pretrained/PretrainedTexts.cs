using System.Text;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text.Pretrained;

namespace ContextMemory.MLNet.Tests.Text.Pretrained;

/// <summary>Texts and small vocabularies for tests of pretrained tokenizers.</summary>
internal static class PretrainedTexts
{
    public static readonly BertNormalization Uncased = new(CleanText: true, SplitIdeographs: true, StripAccents: true, LowerCase: true);

    public static readonly BertNormalization Cased = new(CleanText: true, SplitIdeographs: true, StripAccents: false, LowerCase: false);

    public static readonly BertNormalization Raw = new(CleanText: false, SplitIdeographs: false, StripAccents: false, LowerCase: true);

    /// <summary>The five special pieces, and some of many scripts.</summary>
    public static readonly string[] Vocabulary =
    [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "un", "##aff", "##able", "a", "b", "##b", "##a", "cafe", "##s", "the", "cat", ",", ".", "[", "]", "sep",
        "日", "本", "語", "i", "##i", "ss", "ß", "ᄒ", "##ᅡ", "##ᆫ", "한", "é", "c", "##afé", "x", "##x", "##´", "`", "=", "हिन", "##द", "##ी",
    ];

    /// <summary>What parts of texts are made of, the plain ones first.</summary>
    public static readonly string[] Parts =
    [
        "a", "b", " ", "x", "cafe", "cat", "s", ",", "unaffable", "\n", "\r\n", "\t", ".", "É", "e\u0301", "\u0301", "\u0327", "[SEP]", "日", "本", "語", "한", "국",
        "\u1112\u1161\u11ab", "İ", "ı", "ß", "ẞ", "Σ", "ς", "ไ", "ท", "ย", "हिन्दी", "العربية", "שָׁלוֹם", "👍", "🏽", "👨\u200d👩\u200d👧", "\ud83d", "\udc4d", "\u200b",
        "\u00ad", "\ufeff", "\ufffd", "\0", "\u0085", "\u000b", "\u00a0", "\u3000", "\u2028", "\ue000", "\U000f0000", "\u0378", "𝒳", "𠀀", "\U0002b820", "\U0002b920",
        "豈", "\u226e", "\u1fef", "\u037e", "が", "か\u3099", "\u302e", "\u1b44", "\U0001d165", "\U0001d16d", "\u0345", "\u0f73", "ﬁ", "Å", "K", "Ⅷ", "\u0ac9", "\u2e5d", "\u08d4",
        "\ua7ce", "$", "+", "^", "`", "~", "|", "。", "«", "–", "_", "\u20ac",
    ];

    public static WordPieceTokenizer Small(BertNormalization normalization, int longestWord = WordPieceTokenizer.UsualLongestWord) =>
        new(Vocabulary, new SpecialPieces(Start: 2, End: 3, Unknown: 1, Padding: 0, Mask: 4), normalization, longestWord: longestWord);

    /// <summary>Random texts, the first of plain parts.</summary>
    public static IEnumerable<string> Random(int count, int longest, ulong seed)
    {
        var random = new RandomStream(seed);
        for (int i = 0; i < count; i++)
        {
            int most = 1 + random.NextInteger(Parts.Length);
            var text = new StringBuilder();
            for (int left = random.NextInteger(longest + 1); left > 0; left--)
            {
                text.Append(Parts[random.NextInteger(most)]);
            }

            yield return text.ToString();
        }
    }

    public static List<TextPiece> Pieces(this PretrainedTokenizer tokenizer, string text)
    {
        var pieces = new List<TextPiece>();
        tokenizer.Encode(text, pieces);
        return pieces;
    }

    public static int[] Ids(this PretrainedTokenizer tokenizer, string text) => [.. tokenizer.Pieces(text).Select(piece => piece.Id)];

    /// <summary>The names of the pieces, with a space between them.</summary>
    public static string Names(this PretrainedTokenizer tokenizer, string text) =>
        string.Join(' ', tokenizer.Pieces(text).Select(piece => tokenizer.NameOf(piece.Id)));

    /// <summary>The parts of the text that the pieces are, with a bar between them.</summary>
    public static string Spans(this PretrainedTokenizer tokenizer, string text) =>
        string.Join('|', tokenizer.Pieces(text).Select(piece => text.Substring(piece.Start, piece.Length)));
}
