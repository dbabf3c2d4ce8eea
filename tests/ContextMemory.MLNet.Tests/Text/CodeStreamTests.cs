using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Text;

public sealed class CodeStreamTests
{
    private static readonly Vocabulary Words = new(["don't", "cat", "a", "3.14", "日本", "日", "本", "é"], lowerCase: true, hashBuckets: 512);

    public static TheoryData<string> Texts() => new(
        "",
        " ",
        "\r\n\r\n",
        "cat",
        "It doesn't matter: don’t, 3.14 or 1,000.000, a..b ,, 'a' !!!???\r\nnext line\n\ttab\u00a0end",
        "日本語のテキスト。空白なし！ไทย ภาษาไทย 日 本",
        "e\u0301 cafe\u0301 \u1100\u1161\u11a8 a\u0323\u0302 \u0301start か\u3099 soft\u00adhyphen zero\u200bwidth \ufeff",
        "👍🏽👨‍👩‍👧 𝒳𝒴 𠀀𠀁 \ud83d broken \ude00 halves \ud83d",
        new string('a', 300) + "'" + new string('b', 70) + ".5.5" + new string('1', 129),
        new string('!', 500) + new string('日', 400) + new string(' ', 700) + "cat",
        "e" + new string('\u0301', 600) + "x" + new string('\u200b', 600) + "cat");

    [Theory]
    [MemberData(nameof(Texts))]
    public void Codes_do_not_depend_on_where_pieces_end(string text)
    {
        foreach (string whole in (string[])[text, string.Concat(Enumerable.Repeat(text, 40)), TextForms.Strew(text)])
        {
            int[] expected = Words.Encode(whole);
            foreach (int longest in (int[])[1, 2, 7, 1_000, 100_000])
            {
                Assert.Equal(expected, Encode(Words, Cuts.Cut(whole, longest, seed: (ulong)longest)));
            }
        }
    }

    [Fact]
    public void Codes_of_random_characters_do_not_depend_on_where_pieces_end()
    {
        string[] parts =
        [
            "a", "B", "7", "_", " ", "\n", "\r\n", "'", "’", ".", ",", "-", "é", "e\u0301", "\u0301", "\u0327", "\u200d", "\u00ad", "日", "本", "か\u3099", "ก", "ำ",
            "한", "\u1100", "\u1161", "\u11a8", "👍", "🏽", "\ud83d", "\udc4d", "𠀀", "\u0344", "\u0f73", "\ud834\udd57\ud834\udd65", "ß", "İ",
        ];
        var random = new RandomStream(7);
        for (int i = 0; i < 60; i++)
        {
            int most = 1 + random.NextInteger(parts.Length);
            string text = string.Concat(Enumerable.Range(0, 9_000).Select(_ => parts[random.NextInteger(most)]));
            Assert.Equal(Words.Encode(text), Encode(Words, Cuts.Cut(text, 1 + random.NextInteger(600), seed: (ulong)i)));
        }
    }

    [Theory]
    [InlineData('a', 64)]
    [InlineData('日', 1)]
    [InlineData('!', 64)]
    public void A_long_stretch_without_spaces_is_not_held_back(char character, int tokenLength)
    {
        const int Length = 400_000;
        CodeStream stream = Words.OpenStream();
        var codes = new List<int>();
        for (int i = 0; i < Length; i++)
        {
            stream.Add([character], codes);
        }

        Assert.InRange(TokenCodes.CountTokens([.. codes]), (Length - 16_000) / tokenLength, Length / tokenLength);
    }

    [Fact]
    public void Marks_without_end_are_cut_at_last()
    {
        CodeStream stream = Words.OpenStream();
        var codes = new List<int>();
        stream.Add("e" + new string('\u0301', 100_000), codes);
        stream.Add(" cat", codes);
        Assert.InRange(codes.Count, 1_000, 1_000_000);
        stream.End(codes);
        Assert.Equal(Words.Encode("cat")[0], codes[^1]);
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(true, "")]
    [InlineData(false, "_")]
    [InlineData(true, "_")]
    public void Pieces_of_a_tokenizer_do_not_depend_on_where_the_text_is_cut(bool marksEnds, string prefix)
    {
        string text = string.Join(' ', Enumerable.Range(0, 20_000).Select(i => $"word{i % 977}"));
        var vocabulary = new SubwordVocabulary(new SpacedTokenizer(marksEnds, prefix), [.. Enumerable.Range(0, 100)], hashBuckets: 5_000);
        Assert.Equal(vocabulary.Encode(text), Encode(vocabulary, Cuts.Cut(text, 900, seed: 1)));
        Assert.Equal(vocabulary.Encode("word1 word2"), Encode(vocabulary, ["wo", "rd1 wor", "d2"]));
        Assert.Equal(vocabulary.Encode(""), Encode(vocabulary, []));
    }

    [Fact]
    public void A_tokenizer_that_sees_the_whole_text_is_given_at_most_65_536_units_of_it()
    {
        var tokenizer = new CountingTokenizer();
        var vocabulary = new SubwordVocabulary(tokenizer, [1], hashBuckets: 100);
        Encode(vocabulary, Enumerable.Repeat("abc ", 100_000));
        Assert.InRange(tokenizer.Longest, SubwordCodeStream.MostHeld, SubwordCodeStream.MostHeld + 8_192);
    }

    private static List<int> Encode(TokenCoder coder, IEnumerable<string> pieces)
    {
        CodeStream stream = coder.OpenStream();
        var codes = new List<int>();
        foreach (string piece in pieces)
        {
            stream.Add(piece, codes);
        }

        stream.End(codes);
        return codes;
    }

    /// <summary>A piece a word, with the space before it, as byte-pair encoders have them; the text may have a mark before it, and special pieces around it.</summary>
    private sealed class SpacedTokenizer(bool marksEnds, string prefix) : ISubwordTokenizer
    {
        public uint Fingerprint => 1;

        public string Description => "words with their spaces";

        public IReadOnlyList<string> Name(string text) => throw new NotSupportedException("Nobody asks for names.");

        public void Encode(ReadOnlySpan<char> text, List<int> ids)
        {
            ids.AddRange(marksEnds ? [1] : []);
            string marked = prefix.Length == 0 ? text.ToString() : prefix + text.ToString().Replace(" ", prefix, StringComparison.Ordinal);
            for (int start = 0; start < marked.Length;)
            {
                int end = marked.IndexOfAny([' ', '_'], start + 1);
                end = end < 0 ? marked.Length : end;
                ids.Add((int)(TextHash.Of(marked.AsSpan(start, end - start)) % 100_000));
                start = end;
            }

            ids.AddRange(marksEnds ? [2] : []);
        }
    }

    /// <summary>One piece, which tells how long the text is: no cut leaves it as it is.</summary>
    private sealed class CountingTokenizer : ISubwordTokenizer
    {
        public uint Fingerprint => 1;

        public string Description => "counts";

        public IReadOnlyList<string> Name(string text) => throw new NotSupportedException("Nobody asks for names.");

        public int Longest { get; private set; }

        public void Encode(ReadOnlySpan<char> text, List<int> ids)
        {
            Longest = Math.Max(Longest, text.Length);
            ids.Add(text.Length);
        }
    }
}
