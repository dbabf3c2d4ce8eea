using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Text;

public sealed class TokenStreamTests
{
    public static TheoryData<string> Texts() => CodeStreamTests.Texts();

    [Theory]
    [MemberData(nameof(Texts))]
    public void Tokens_and_their_places_do_not_depend_on_where_pieces_end(string text)
    {
        foreach (string whole in (string[])[text, string.Concat(Enumerable.Repeat(text, 40)), TextForms.Strew(text)])
        {
            foreach (int longest in (int[])[1, 2, 7, 1_000, 100_000])
            {
                AssertSame(whole, Cuts.Cut(whole, longest, seed: (ulong)longest));
            }
        }
    }

    [Fact]
    public void Tokens_of_random_characters_do_not_depend_on_where_pieces_end()
    {
        string[] parts =
        [
            "a", " ", "B", "7", "\n", "\r\n", "\u2028", "'", ".", "-", "e\u0301", "\u0301", "\u0327", "\u200d", "\u00ad", "日", "か\u3099", "ก", "한",
            "\u1100", "\u1161", "\u11a8", "👍", "🏽", "\ud83d", "\udc4d", "\u0344",
        ];
        var random = new RandomStream(7);
        for (int i = 0; i < 40; i++)
        {
            int most = 1 + random.NextInteger(parts.Length);
            string text = string.Concat(Enumerable.Range(0, 9_000).Select(_ => parts[random.NextInteger(most)]));
            AssertSame(text, Cuts.Cut(text, 1 + random.NextInteger(600), seed: (ulong)i));
        }
    }

    [Fact]
    public void Of_a_long_gap_the_first_1024_units_are_kept_and_the_end_of_a_line_wherever_it_is()
    {
        List<StreamedToken> tokens = Read(["a", new string(' ', 50_000), "\n", new string(' ', 50_000), "b"]);
        Assert.Equal([new(0, "a", ""), new(50_001, "\n", new string(' ', TokenStream.LongestGap)), new(100_002, "b", "")], tokens);
    }

    [Theory]
    [InlineData('a', 64)]
    [InlineData('日', 1)]
    [InlineData('\u0301', 64)]
    public void A_long_stretch_without_spaces_is_not_held_back(char character, int tokenLength)
    {
        const int Length = 200_000;
        var stream = new TokenStream();
        var tokens = new List<StreamedToken>();
        for (int i = 0; i < Length; i++)
        {
            stream.Add([character], tokens);
        }

        Assert.InRange(tokens.Count, (Length - 16_000) / tokenLength, (Length / tokenLength) + 100);
    }

    private static void AssertSame(string text, IEnumerable<string> pieces)
    {
        var expected = TokenizedText.Of(text);
        List<StreamedToken> found = Read(pieces);
        Assert.Equal(expected.Tokens.Select(token => ((long)token.Start, text.Substring(token.Start, token.Length))), found.Select(token => (token.Start, token.Text)));
        if (found.Count > 0 && found.All(token => token.Gap.Length < TokenStream.LongestGap))
        {
            // With the gaps, a part of the tokens is a part of the text.
            int first = found.Count / 3;
            string part = TokenizedText.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(found)[first..]).Text;
            Assert.Equal(text[expected.Tokens[first].Start..expected.Tokens[^1].End], part);
        }
    }

    private static List<StreamedToken> Read(IEnumerable<string> pieces)
    {
        var stream = new TokenStream();
        var tokens = new List<StreamedToken>();
        foreach (string piece in pieces)
        {
            stream.Add(piece, tokens);
        }

        stream.End(tokens);
        return tokens;
    }
}
