using ContextMemory.MLNet.Text.Pretrained;

namespace ContextMemory.MLNet.Tests.Text.Pretrained;

public sealed class WordPieceTokenizerTests
{
    private static readonly WordPieceTokenizer Uncased = PretrainedTexts.Small(PretrainedTexts.Uncased);
    private static readonly WordPieceTokenizer Cased = PretrainedTexts.Small(PretrainedTexts.Cased);

    [Theory]
    [InlineData("unaffable", "un ##aff ##able", "un|aff|able")]
    [InlineData("  UNaffable\tthe\n", "un ##aff ##able the", "UN|aff|able|the")]
    [InlineData("unaffables unaffably", "un ##aff ##able ##s [UNK]", "un|aff|able|s|unaffably")]
    [InlineData("Cafe\u0301s, CAFÉ.", "cafe ##s , cafe .", "Cafe\u0301|s|,|CAFÉ|.")]
    [InlineData("日本\u0301 a語", "日 本 a 語", "日|本\u0301|a|語")]
    [InlineData("a\u200bb a\u0000b a\ufffdb", "a ##b a ##b a ##b", "a|b|a|b|a|b")]
    [InlineData("a\u0001\u0301b", "a ##b", "a\u0001\u0301|b")]
    [InlineData("한", "ᄒ ##ᅡ ##ᆫ", "한||")]
    [InlineData("\u0301a \u0301 ,\u0301", "a ,", "a|,\u0301")]
    [InlineData("[SEP] [sep]", "[ sep ] [ sep ]", "[|SEP|]|[|sep|]")]
    [InlineData("İI", "i ##i", "İ|I")]
    [InlineData("ẞ ß SS", "ß ß ss", "ẞ|ß|SS")]
    [InlineData("\u226e", "[UNK]", "\u226e")]
    [InlineData("x\u1fefx", "x ` x", "x|\u1fef|x")]
    [InlineData("a\u2260b", "a = b", "a|\u2260|b")]
    [InlineData("a\ud83d \udc4db \ud83d", "a b", "a|b")]
    [InlineData("👍a 👍", "[UNK] [UNK]", "👍a|👍")]
    public void Words_become_the_longest_pieces_and_keep_their_places(string text, string names, string spans)
    {
        Assert.Equal(names, Uncased.Names(text));
        Assert.Equal(spans, Uncased.Spans(text));
    }

    [Theory]
    [InlineData("café Cat", "c ##afé [UNK]")]
    [InlineData("é e\u0301", "é [UNK]")]
    [InlineData("한", "한")]
    public void Cased_text_keeps_its_accents(string text, string names) => Assert.Equal(names, Cased.Names(text));

    [Theory]
    [InlineData(true, "日 本")]
    [InlineData(false, "[UNK]")]
    public void Ideographs_are_words_if_so_wanted(bool splits, string names) =>
        Assert.Equal(names, PretrainedTexts.Small(PretrainedTexts.Uncased with { SplitIdeographs = splits }).Names("日本"));

    [Fact]
    public void Text_that_is_not_cleaned_keeps_its_control_characters()
    {
        WordPieceTokenizer raw = PretrainedTexts.Small(PretrainedTexts.Raw);
        Assert.Equal("[UNK] a b", raw.Names("a\u200bb A\u0085b"));
        Assert.Equal("[UNK]", raw.Names("\ud83d"));
    }

    [Fact]
    public void A_word_of_more_than_100_characters_is_unknown()
    {
        string longest = "a" + new string('b', 99);
        Assert.Equal(100, Uncased.Pieces(longest).Count);
        Assert.Equal([new TextPiece(Uncased.Unknown, 1, 101)], Uncased.Pieces(" " + longest + "b "));
        Assert.Equal([new TextPiece(Uncased.Unknown, 0, 200_001)], Uncased.Pieces(longest + new string('b', 199_900) + "\u0301 "));

        // Pairs count once.
        Assert.Equal(100, PretrainedTexts.Small(PretrainedTexts.Uncased, longestWord: 100).Pieces("a" + new string('b', 99)).Count);
        Assert.Equal("[UNK] a", PretrainedTexts.Small(PretrainedTexts.Uncased, longestWord: 1).Names("ab a"));
    }

    [Fact]
    public void Pieces_are_in_order_and_cover_all_that_is_not_dropped()
    {
        foreach (WordPieceTokenizer tokenizer in (WordPieceTokenizer[])[Uncased, Cased, PretrainedTexts.Small(PretrainedTexts.Raw)])
        {
            foreach (string text in PretrainedTexts.Random(4_000, longest: 30, seed: 3))
            {
                List<TextPiece> pieces = tokenizer.Pieces(text);
                int place = 0;
                foreach (TextPiece piece in pieces)
                {
                    Assert.InRange(piece.Start, place, text.Length);
                    Assert.Equal([], tokenizer.Pieces(text[place..piece.Start]));
                    place = piece.End;
                }

                Assert.Equal([], tokenizer.Pieces(text[place..]));
            }
        }
    }

    [Fact]
    public void A_word_alone_has_the_pieces_that_it_has_in_a_text()
    {
        foreach (WordPieceTokenizer tokenizer in (WordPieceTokenizer[])[Uncased, Cased])
        {
            foreach (string text in PretrainedTexts.Random(4_000, longest: 30, seed: 4))
            {
                List<TextPiece> pieces = tokenizer.Pieces(text);
                for (int first = 0; first < pieces.Count;)
                {
                    int last = first;
                    while (last + 1 < pieces.Count && tokenizer.NameOf(pieces[last + 1].Id).StartsWith("##", StringComparison.Ordinal))
                    {
                        last++;
                    }

                    string word = text[pieces[first].Start..pieces[last].End];
                    Assert.Equal(pieces[first..(last + 1)].Select(piece => piece.Id), tokenizer.Ids(word));
                    first = last + 1;
                }
            }
        }
    }

    [Fact]
    public void A_text_can_be_cut_where_the_tokenizer_says()
    {
        int cuts = 0;
        foreach (WordPieceTokenizer tokenizer in (WordPieceTokenizer[])[Uncased, Cased, PretrainedTexts.Small(PretrainedTexts.Raw)])
        {
            foreach (string text in PretrainedTexts.Random(4_000, longest: 20, seed: 5))
            {
                int place = tokenizer.LastCut(text);
                cuts += Math.Sign(place);
                Assert.Equal(tokenizer.Ids(text), tokenizer.Ids(text[..place]).Concat(tokenizer.Ids(text[place..])));
            }
        }

        Assert.InRange(cuts, 5_000, 12_000);
    }

    [Fact]
    public void Encoding_allocates_nothing_but_room_for_pieces()
    {
        string text = string.Concat(Enumerable.Repeat("The unaffable Café, 日本語 한 👍 ", 50));
        var pieces = new List<TextPiece>(10_000);
        Uncased.Encode(text, pieces);
        long before = GC.GetAllocatedBytesForCurrentThread();
        pieces.Clear();
        Uncased.Encode(text, pieces);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Threads_share_a_tokenizer()
    {
        string[] texts = [.. PretrainedTexts.Random(200, longest: 200, seed: 6)];
        int[][] expected = [.. texts.Select(Uncased.Ids)];
        Parallel.For(0, 2_000, i => Assert.Equal(expected[i % texts.Length], Uncased.Ids(texts[i % texts.Length])));
    }

    [Fact]
    public void It_says_what_it_is()
    {
        Assert.Equal($"WordPiece, {PretrainedTexts.Vocabulary.Length} pieces, lower case", Uncased.Description);
        Assert.Equal($"WordPiece, {PretrainedTexts.Vocabulary.Length} pieces, upper and lower case", Cased.Description);
        Assert.Equal((2, 3, 1, 0, 4), (Uncased.Start, Uncased.End, Uncased.Unknown, Uncased.Padding, Uncased.Mask));
        Assert.Equal(("##able", "", ""), (Uncased.NameOf(7), Uncased.NameOf(-1), Uncased.NameOf(Uncased.VocabularySize)));
    }
}
