using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Text.Normalization;

namespace ContextMemory.MLNet.Tests.Text;

/// <summary>In the tables, | stands between the tokens expected.</summary>
public sealed class WordTokenizerTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData(" \t\r\n\u00a0\u3000\u200b", "")]
    [InlineData("The cat sat.", "The|cat|sat|.")]
    [InlineData("don't they'll o’clock", "don't|they'll|o’clock")]
    [InlineData("'quoted' dogs' 'tis", "'|quoted|'|dogs|'|'|tis")]
    [InlineData("rock'n'roll", "rock'n'roll")]
    [InlineData("3.14 1,000 1,234,567.89 .5 5.", "3.14|1,000|1,234,567.89|.|5|5|.")]
    [InlineData("v2.0 a,b 1,b", "v2.0|a|,|b|1|,|b")]
    [InlineData("state-of-the-art", "state|-|of|-|the|-|art")]
    [InlineData("snake_case _x", "snake_case|_x")]
    [InlineData("https://example.org/a?b=1", "https|:|//|example|.|org|/|a|?|b|=|1")]
    [InlineData("me@example.org #tag $5", "me|@|example|.|org|#|tag|$|5")]
    [InlineData("wow!!! wait... ?! ----", "wow|!!!|wait|...|?|!|----")]
    [InlineData("a\0b\u007fc", "a|b|c")]
    [InlineData("'", "'")]
    [InlineData("a'", "a|'")]
    public void English_is_cut_into_words_numbers_and_marks(string text, string expected) => AssertTokens(text, expected);

    [Fact]
    public void The_splitter_gives_the_same_tokens() => Assert.Equal(["don't", "café", "3.14", "我", "!"], WordSplitter.Split("don't cafe\u0301\n3.14 我!"));

    [Theory]
    [InlineData("我爱你", "我|爱|你")]
    [InlineData("ABC株式会社2024年", "ABC|株|式|会|社|2024|年")]
    [InlineData("カタカナ・ひらがな", "カ|タ|カ|ナ|・|ひ|ら|が|な")]
    [InlineData("コーヒー、人々", "コ|ー|ヒ|ー|、|人|々")]
    [InlineData("が\u304b\u3099", "が|が")]
    [InlineData("ｶﾞ", "ｶ|ﾞ")]
    [InlineData("𠮷野家", "𠮷|野|家")]
    [InlineData("สวัสดี", "ส|วั|ส|ดี")]
    [InlineData("ก็ดี", "ก็|ดี")]
    [InlineData("ລາວ", "ລ|າ|ວ")]
    [InlineData("မြန်မာ", "မြ|န်|မာ")]
    [InlineData("ខ្មែរ", "ខ្|មែ|រ")]
    public void Scripts_without_spaces_give_a_token_a_character_with_its_marks(string text, string expected) =>
        AssertTokens(text, expected);

    [Theory]
    [InlineData("한국어 문장입니다.", "한국어|문장입니다|.")]
    [InlineData("ㅋㅋㅋ ㅠㅠ", "ㅋㅋㅋ|ㅠㅠ")]
    [InlineData("\u1112\u1161\u11ab", "한")]
    [InlineData("Привет, мир!", "Привет|,|мир|!")]
    [InlineData("naïve cafe\u0301 Ångström", "naïve|café|Ångström")]
    [InlineData("हिन्दी भाषा", "हिन्दी|भाषा")]
    [InlineData("السَّلامُ عليكم", "السَّلامُ|عليكم")]
    [InlineData("١٢٣ x² ½", "١٢٣|x²|½")]
    [InlineData("𝒜𝒷 𐐷𐐷", "𝒜𝒷|𐐷𐐷")]
    public void Scripts_with_spaces_give_words(string text, string expected) => AssertTokens(text, expected);

    [Theory]
    [InlineData("ok👍👍", "ok|👍👍")]
    [InlineData("👍🏽", "👍|🏽")]
    [InlineData("❤\ufe0f", "❤")]
    [InlineData("👨\u200d👩\u200d👧", "👨|👩|👧")]
    [InlineData("می\u200cخواهم", "میخواهم")]
    [InlineData("Donau\u00addampf", "Donaudampf")]
    [InlineData("\ufeffzero\u200bwidth \u200b ok\u2060", "zerowidth|ok")]
    [InlineData("🇩🇪🇫🇷", "🇩|🇪|🇫|🇷")]
    [InlineData("1\ufe0f\u20e3", "1\u20e3")]
    [InlineData("\u0301a", "\u0301|a")]
    public void Emoji_and_stray_marks_are_tokens(string text, string expected) => AssertTokens(text, expected);

    [Theory]
    [InlineData("Crème brûlée, gâteau d’été à l’Hôtel")]
    [InlineData("Việt Nam có phở và cà phê sữa đá")]
    [InlineData("한국어 문장입니다. ㅋㅋㅋ")]
    [InlineData("がぎぐげご、パピプペポ")]
    [InlineData("हिन्दी में क़लम और ज़मीन")]
    [InlineData("Έλληνες άνθρωποι ἀρχῇ")]
    [InlineData("йод и ёж")]
    public void Equivalent_texts_and_those_with_invisible_characters_have_the_same_tokens(string text)
    {
        List<string> tokens = Tokens(CanonicalText.Of(text));
        Assert.Equal(tokens, Tokens(text));
        Assert.Equal(tokens, Tokens(TextForms.Decompose(text)));
        Assert.Equal(tokens, Tokens(TextForms.Strew(text)));
        Assert.Equal(tokens, Tokens(TextForms.Strew(TextForms.Decompose(text))));
    }

    [Fact]
    public void Halves_of_pairs_are_symbols_and_do_not_break_whole_pairs()
    {
        // Not theory data: an attribute cannot hold half a pair.
        (string Text, int[] Lengths)[] cases =
        [
            ("\ud83d", [1]),
            ("a\udc00b", [1, 1, 1]),
            ("\ud83d\ud83d", [2]),
            ("\ud83d\ud83d\ude00", [1, 2]),
            ("\ude00\ud83d", [1, 1]),
        ];
        Assert.All(cases, one => Assert.Equal(one.Lengths, Tokens(one.Text).Select(token => token.Length)));
    }

    [Theory]
    [InlineData('x')]
    [InlineData('!')]
    [InlineData('\u0301')]
    public void A_million_like_characters_are_cut_into_pieces_that_leave_nothing_out(char character)
    {
        string text = new(character, 1_000_000);
        List<string> tokens = Tokens(text);
        Assert.All(tokens.SkipLast(1), token => Assert.Equal(WordTokenizer.MaximumTokenLength, token.Length));
        Assert.Equal(text.Length, tokens.Sum(token => token.Length));
    }

    [Fact]
    public void Tokens_lie_in_order_within_the_limit_and_leave_only_separators_out()
    {
        // Characters of all kinds, halves of pairs among them, in random order.
        const string Characters = "ab1,.'’_-! \t\u200d\u200b\ufe0f\u0301\u0323\u0344我กิ한\u11a8\u1161ㅋé\ud83d\ude00👍🇩٣";
        var random = new RandomStream(1);
        for (int trial = 0; trial < 300; trial++)
        {
            int length = random.NextInteger(200);
            string text = string.Concat(Enumerable.Range(0, length).Select(_ => Characters[random.NextInteger(Characters.Length)]));
            int end = 0;
            var tokenizer = new WordTokenizer(text);
            while (tokenizer.MoveNext())
            {
                TokenSpan span = tokenizer.Span;
                Assert.InRange(tokenizer.Length, 1, WordTokenizer.MaximumTokenLength);
                Assert.InRange(span.Length, 1, text.Length);
                AssertSeparators(text.AsSpan(end..span.Start));
                end = span.End;
            }

            AssertSeparators(text.AsSpan(end..));
        }

        static void AssertSeparators(ReadOnlySpan<char> between) =>
            Assert.True(between.IndexOfAnyExcept(" \t\u200b\u200d\ufe0f") < 0, $"'{between}' was left out.");
    }

    private static void AssertTokens(string text, string expected) => Assert.Equal(expected, string.Join('|', Tokens(text)));

    private static List<string> Tokens(string text)
    {
        var tokens = new List<string>();
        string canonical = CanonicalText.Of(text);
        var tokenizer = new WordTokenizer(text);
        while (tokenizer.MoveNext())
        {
            Assert.Equal(canonical.Substring(tokenizer.Start, tokenizer.Length), tokenizer.Token.ToString());
            tokens.Add(tokenizer.Token.ToString());
        }

        return tokens;
    }
}
