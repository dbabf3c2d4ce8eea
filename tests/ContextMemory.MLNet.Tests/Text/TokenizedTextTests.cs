using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Text;

public sealed class TokenizedTextTests
{
    public static TheoryData<string, string> Names() => new()
    {
        { "Call Ana today", "Ana" },
        { "Tell\tJosé\tnow", "José" },
        { "Jose\u0301 Garci\u0301a called", "Jose\u0301 Garci\u0301a" },
        { "Pay 😀 Müller 😀 now", "Müller" },
        { "\U00020000\U00020001住在北京", "北京" },
        { "  王小明  ", "王小明" },
        { "see O'Neill-Smith, please", "O'Neill-Smith" },
        { "on two\r\nNew\nYork lines", "New\nYork" },
        { "call \ufeffJo\u00adse\u0301\u200b, now", "Jo\u00adse\u0301" },
        { "from \u1109\u1165\u110b\u116e\u11af\u1109\u1175 to 부산", "\u1109\u1165\u110b\u116e\u11af\u1109\u1175" },
        { "I ❤\ufe0f you", "❤\ufe0f" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void An_entity_comes_back_with_its_exact_place(string text, string name)
    {
        var entity = new EntitySpan(text.IndexOf(name, StringComparison.Ordinal), name.Length, "NAME");
        TokenizedText tokens = TokenizedText.Of(text);
        EntitySpan? found = SpanAlignment.ToTokens(tokens, entity);
        Assert.NotNull(found);
        Assert.Equal(entity, SpanAlignment.ToCharacters(tokens, found.Value));
        Assert.True(SpanAlignment.Fits(tokens, entity));
        Assert.False(SpanAlignment.CutsToken(tokens, entity));
    }

    [Fact]
    public void A_line_end_between_tokens_is_a_token()
    {
        TokenizedText text = TokenizedText.Of("\n a \r\n\n b\n");
        Assert.Equal(["a", "\r", "b"], Enumerable.Range(0, text.Tokens.Count).Select(token => text[token].ToString()));
    }

    [Fact]
    public void Given_tokens_make_a_text()
    {
        Assert.Equal("Rome , Italy\n王小明 Ltd", TokenizedText.Of(["Rome", ",", "Italy", "\n", "王", "小", "明", "Ltd"]).Text);
        TokenizedText odd = TokenizedText.Of(["a", "", "b c"]);
        Assert.Equal(["a", "", "b c"], Enumerable.Range(0, odd.Tokens.Count).Select(token => odd[token].ToString()));
    }

    [Fact]
    public void Tokens_are_read_in_canonical_form_and_kept_in_the_one_of_the_text()
    {
        TokenizedText text = TokenizedText.Of("Jose\u0301\n\u200bAn\u00adna");
        Assert.Equal(["José", "\n", "Anna"], Words(text));
        Assert.Equal([new TokenSpan(0, 5), new TokenSpan(5, 1), new TokenSpan(7, 5)], text.Tokens);

        TokenizedText given = TokenizedText.Of(["Jose\u0301", "\u200b", "An\u00adna"]);
        Assert.Equal(["José", "", "Anna"], Words(given));
        Assert.Equal("Jose\u0301 \u200b An\u00adna", given.Text);

        static IEnumerable<string> Words(TokenizedText text) => Enumerable.Range(0, text.Tokens.Count).Select(token => text[token].ToString());
    }

    [Theory]
    [InlineData("12kg of rice", 2, 2, true)]
    [InlineData("12kg of rice", 0, 4, false)]
    [InlineData("12kg of rice", 4, 3, false)]
    public void A_cut_through_a_token_is_seen(string text, int start, int length, bool expected) =>
        Assert.Equal(expected, SpanAlignment.CutsToken(TokenizedText.Of(text), new EntitySpan(start, length, "X")));

    [Theory]
    [InlineData("near\nNew York", 4, 9, 5, 8)]
    [InlineData("near\r\nNew York\n", 6, 9, 6, 8)]
    [InlineData("Bobby sang", 0, 3, 0, 5)]
    [InlineData("a \U0001F642 b", 3, 3, 2, 4)]
    public void An_entity_that_fits_no_tokens_is_learned_from_word_to_word(string text, int start, int length, int learned, int learnedLength)
    {
        TokenizedText tokens = TokenizedText.Of(text);
        var entity = new EntitySpan(start, length, "X");

        Assert.False(SpanAlignment.Fits(tokens, entity));
        Assert.Equal(new EntitySpan(learned, learnedLength, "X"), SpanAlignment.ToCharacters(tokens, SpanAlignment.ToTokens(tokens, entity)!.Value));
    }

    [Fact]
    public void An_entity_of_given_tokens_has_no_white_space_at_its_ends()
    {
        TokenizedText text = TokenizedText.Of(["\n", " Anna", "\t", "Lee ", "", "\u00A0"]);
        EntitySpan tokens = SpanAlignment.WithoutBlanks(text, new EntitySpan(0, 6, "PER"))!.Value;

        EntitySpan found = SpanAlignment.ToCharacters(text, tokens);

        Assert.Equal(new EntitySpan(1, 3, "PER"), tokens);
        Assert.Equal("Anna \t Lee", text.Text.Substring(found.Start, found.Length));
        Assert.Null(SpanAlignment.WithoutBlanks(text, new EntitySpan(4, 2, "PER")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public void An_entity_of_spaces_covers_no_token(int start) =>
        Assert.Null(SpanAlignment.ToTokens(TokenizedText.Of("  a  "), new EntitySpan(start, start == 2 ? 0 : 1, "X")));
}
