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

    [Theory]
    [InlineData("12kg of rice", 2, 2, true)]
    [InlineData("12kg of rice", 0, 4, false)]
    [InlineData("12kg of rice", 4, 3, false)]
    public void A_cut_through_a_token_is_seen(string text, int start, int length, bool expected) =>
        Assert.Equal(expected, SpanAlignment.CutsToken(TokenizedText.Of(text), new EntitySpan(start, length, "X")));

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    public void An_entity_of_spaces_covers_no_token(int start) =>
        Assert.Null(SpanAlignment.ToTokens(TokenizedText.Of("  a  "), new EntitySpan(start, start == 2 ? 0 : 1, "X")));
}
