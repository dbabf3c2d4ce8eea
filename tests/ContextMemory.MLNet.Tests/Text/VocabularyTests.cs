using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Text;

public sealed class VocabularyTests
{
    private static readonly Vocabulary Animals = new(["cat", "dog"], lowerCase: true, hashBuckets: 100);

    [Fact]
    public void Known_words_are_rows_behind_the_special_ones()
    {
        Assert.Equal([2, 3, 2], Encode(Animals, "cat Dog CAT"));
        Assert.Equal((104, 2), (Animals.TableRows, Animals.KnownRows));
    }

    [Fact]
    public void An_unknown_word_is_one_token_of_several_rows_behind_the_words()
    {
        // <cow> has three n-grams of 3 characters, two of 4 and one of 5.
        int[] codes = Encode(Animals, "cow");
        Assert.Equal(6, codes.Length);
        Assert.Equal(1, TokenCodes.CountTokens(codes));
        Assert.InRange(codes[0], 4, 103);
        Assert.All(codes.Skip(1), code => Assert.InRange(~code, 4, 103));
        Assert.Equal(codes, Encode(Animals, "COW"));
    }

    [Theory]
    [InlineData("x", 1)]
    [InlineData("!", 1)]
    [InlineData("xy", 3)]
    [InlineData("wxyz", 9)]
    public void Short_words_have_n_grams_too(string word, int count) => Assert.Equal(count, Encode(Animals, word).Length);

    [Fact]
    public void The_longest_token_can_be_unknown()
    {
        string word = new('q', WordTokenizer.MaximumTokenLength);
        Assert.Equal(64 + 63 + 62, Encode(Animals, word).Length);
    }

    [Fact]
    public void Words_that_share_n_grams_share_rows()
    {
        var vocabulary = new Vocabulary([], lowerCase: true, hashBuckets: 1 << 20);
        HashSet<int> Rows(string word) => [.. Encode(vocabulary, word).Select(code => code < 0 ? ~code : code)];
        int shared = Rows("walking").Intersect(Rows("walked")).Count();

        // <wa wal alk <wal walk <walk
        Assert.Equal(6, shared);
    }

    /// <summary>The fixed codes come from another implementation (Python): saved models mean these for ever.</summary>
    [Fact]
    public void Codes_of_n_grams_never_change() =>
        Assert.Equal([31, ~29, ~95, ~53, ~64, ~56], Encode(Animals, "cow"));

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t")]
    public void A_text_without_tokens_is_the_empty_token(string text) => Assert.Equal([TokenCodes.Empty], Encode(Animals, text));

    [Fact]
    public void Codes_are_appended()
    {
        var codes = new List<int> { 9 };
        Animals.Encode("dog", codes);
        Animals.Encode("", codes);
        Assert.Equal([9, 3, TokenCodes.Empty], codes);
    }

    [Fact]
    public void Case_matters_where_it_is_kept()
    {
        var vocabulary = new Vocabulary(["Cat"], lowerCase: false, hashBuckets: 10);
        Assert.Equal([2], Encode(vocabulary, "Cat"));
        Assert.NotEqual([2], Encode(vocabulary, "cat"));
    }

    [Theory]
    [InlineData("İstanbul")]
    [InlineData("STRAẞE Straße")]
    [InlineData("ΣΊΣΥΦΟΣ")]
    [InlineData("𐐀𐐁 ǅ ŉ ﬁ K Å")]
    public void Lower_casing_keeps_the_length(string text)
    {
        var tokens = new WordTokenizer(text);
        Span<char> buffer = stackalloc char[WordTokenizer.MaximumTokenLength];
        while (tokens.MoveNext())
        {
            Assert.Equal(tokens.Length, Vocabulary.Fold(tokens.Token, lowerCase: true, buffer).Length);
        }

        Assert.Equal(tokens.Start + tokens.Length, text.Length);
    }

    [Theory]
    [InlineData("ISTANBUL", "istanbul")]
    [InlineData("STRAßE", "straße")]
    [InlineData("ΌΣΟΣ", "όσοσ")]
    [InlineData("\ud801\udc00", "\ud801\udc28")]
    public void Lower_casing_is_that_of_no_language(string word, string expected) =>
        Assert.Equal(expected, Vocabulary.Fold(word, lowerCase: true, new char[WordTokenizer.MaximumTokenLength]).ToString());

    [Fact]
    public void Equivalent_texts_have_the_same_codes_known_words_and_unknown_ones()
    {
        const string Text = "Crème brûlée của Việt Nam, 한글 がく 東京 ёж";
        var builder = new VocabularyBuilder(new VocabularyOptions { MinimumCount = 1, CharacterPairs = true });
        builder.Add(TextForms.Decompose("crème Việt 한글 がく 東京"));
        var vocabulary = (Vocabulary)builder.Build();
        Assert.Contains("crème", vocabulary.Words);
        Assert.Contains("がく", vocabulary.Words);

        int[] codes = Encode(vocabulary, Text);

        Assert.Equal(codes, Encode(vocabulary, TextForms.Decompose(Text)));
        Assert.Equal(codes, Encode(vocabulary, TextForms.Strew(Text)));
    }

    [Fact]
    public void Words_that_an_earlier_version_learned_in_another_form_are_found()
    {
        var vocabulary = new Vocabulary(["cafe\u0301", "Donau\u00addampf", "é", "e\u0301"], lowerCase: false, hashBuckets: 10);
        Assert.Equal([2, 3, 4], Encode(vocabulary, "café Donaudampf é"));
        Assert.Equal([2, 3, 4], Encode(vocabulary, "cafe\u0301 Donau\u00addampf e\u0301"));
        Assert.Equal(["cafe\u0301", "Donau\u00addampf", "é", "e\u0301"], vocabulary.Words);
    }

    private static int[] Encode(TokenCoder coder, string text)
    {
        var codes = new List<int>();
        coder.Encode(text, codes);
        return [.. codes];
    }
}
