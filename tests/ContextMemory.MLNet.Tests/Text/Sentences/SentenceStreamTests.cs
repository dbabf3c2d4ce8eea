using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text.Sentences;

namespace ContextMemory.MLNet.Tests.Text.Sentences;

public sealed class SentenceStreamTests
{
    private const string Chapter =
        "Dr. Lee said: “Stop!” Nobody did.\r\nThe 3. of May, e.g. a Monday, cafe\u0301 👍🏽 closed?\r\n\r\n- one item\r\n- another (see p. 5.)\r\n\r\n" +
        "他来了。「走！」他说。\r\nA line that is broken for its width\r\ngoes on here. ***\r\n\r\n";

    private static readonly string[] Parts =
    [
        "a", "B", "7", " ", " ", "\n", "\r\n", "\r", "\n\n", ". ", "!", "?", "…", ";", "\"", "“", "”", "«", "»", "(", ")", "[1]", "- ", "1. ", "。", "「", "」", "é",
        "e\u0301", "\u0301", "\u200d", "\u00ad", "日", "👍", "\ud83d", "\udc4d", "Mr.", "The ", "he said", "। ", "॥", "१", "\u2029", "<b>", "</b>", "<table>",
        "</table>", "<!--", "-->", "&amp;", "```\n", "# ", "| - |", "*", "[a](b)",
    ];

    public static TheoryData<TextMarkup> Markups => [.. Enum.GetValues<TextMarkup>()];

    [Theory]
    [Trait("Category", "Slow")]
    [MemberData(nameof(Markups))]
    public void Sentences_of_random_characters_do_not_depend_on_where_pieces_end(TextMarkup markup)
    {
        var random = new RandomStream(7);
        for (int i = 0; i < 14; i++)
        {
            // One block, or about three.
            int most = 3 + random.NextInteger(Parts.Length - 2);
            int length = i < 10 ? 5_000 : 3 * SentenceBlock.Length / 2;
            string text = string.Concat(Enumerable.Range(0, length).Select(_ => Parts[random.NextInteger(most)]));
            Check(text, markup, 1 + random.NextInteger(9_000), seed: (ulong)i);
        }
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("(a.) ")]
    [InlineData("「あ")]
    [InlineData("“a ")]
    [InlineData(" a\n")]
    [InlineData(".")]
    [InlineData("   ")]
    [InlineData("\r\n")]
    [InlineData("\u0301")]
    [InlineData("\ud83d")]
    [InlineData("a!\n")]
    [InlineData("<pre>")]
    [InlineData("<!--")]
    [InlineData("~~~\n")]
    [InlineData("a|\n")]
    public void Neither_do_those_of_a_part_again_and_again(string part)
    {
        string text = string.Concat(Enumerable.Repeat(part, (2 * SentenceBlock.Length + 12_345) / part.Length));
        foreach (TextMarkup markup in Enum.GetValues<TextMarkup>())
        {
            Check(text, markup, longest: 100_000, seed: 1);
        }
    }

    [Theory]
    [MemberData(nameof(Markups))]
    public void Pieces_may_end_within_everything(TextMarkup markup)
    {
        foreach (int longest in (int[])[1, 2, 7])
        {
            Check(Chapter, markup, longest, seed: (ulong)longest);
        }

        Check("", markup, longest: 1, seed: 1);
    }

    [Fact]
    public void The_ends_of_blocks_are_not_seen()
    {
        string[] expected = Stream([Chapter], TextMarkup.None);
        Assert.Contains("Dr. Lee said: “Stop!”", expected);
        int chapters = 5 * SentenceBlock.Length / 2 / Chapter.Length;

        string[] found = Stream(Enumerable.Repeat(Chapter, chapters), TextMarkup.None);

        Assert.Equal(Enumerable.Repeat(expected, chapters).SelectMany(sentence => sentence), found);
    }

    [Theory]
    [InlineData(TextMarkup.Html, "<table><tr><td>", "Cells are no prose. ", "</td></tr></table>")]
    [InlineData(TextMarkup.Html, "<!-- ", "Cells are no prose. ", "-->")]
    [InlineData(TextMarkup.Markdown, "\n```\n", "Cells are no prose. \n\n", "\n```\n\n")]
    public void What_is_left_out_may_go_over_the_end_of_a_block(TextMarkup markup, string open, string within, string close)
    {
        string prose = string.Concat(Enumerable.Repeat("We walk. We talk.\n\n", (SentenceBlock.Length - 20_000) / 19));
        string hidden = open + string.Concat(Enumerable.Repeat(within, 5_000)) + close;

        string[] found = Stream([prose, hidden, prose, hidden, prose], markup);

        Assert.Equal(["We talk.", "We walk."], found.Distinct().Order());
        Assert.Equal(3 * 2 * (prose.Length / 19), found.Length);
    }

    [Theory]
    [InlineData("word ")]
    [InlineData("a")]
    [InlineData("👍")]
    public void A_sentence_without_an_end_is_cut(string part)
    {
        string text = string.Concat(Enumerable.Repeat(part, 5 * SentenceBlock.Length / 2 / part.Length));

        string[] found = Stream([text], TextMarkup.None);

        Assert.Equal(text.TrimEnd(), string.Join(part.EndsWith(' ') ? " " : "", found));
        Assert.All(found, sentence => Assert.InRange(sentence.Length, 1, SentenceBlock.Length));
        Assert.Equal(3, found.Length);
        Assert.All(found, sentence => Assert.Equal(0, sentence.Length % part.TrimEnd().Length == 0 ? 0 : (sentence.Length + 1) % part.Length));
    }

    [Fact]
    public void Places_of_a_long_text_are_those_of_its_sentences()
    {
        string text = string.Concat(Enumerable.Repeat("One &amp; <b>two</b>. 三。\n", SentenceBlock.Length / 8));
        foreach (TextMarkup markup in Enum.GetValues<TextMarkup>())
        {
            var cut = SentenceText.Cut(text, markup);
            Assert.Equal(markup == TextMarkup.None ? "One &amp; <b>two</b>." : "One & two.", cut.Sentences[^2]);
            Assert.All(cut.Marked.Index(), sentence => Assert.Equal(sentence.Index % 2 == 0 ? "One &amp; <b>two</b>." : "三。", sentence.Item));
            Assert.Equal(text.Length, cut.Spans[^1].End + 1);
        }
    }

    private static void Check(string text, TextMarkup markup, int longest, ulong seed)
    {
        string[] found = Stream(Cuts.Cut(text, longest, seed), markup);
        Assert.Equal(SentenceText.Cut(text, markup).Sentences, found);
    }

    private static string[] Stream(IEnumerable<string> pieces, TextMarkup markup)
    {
        var stream = new SentenceStream(markup);
        return [.. pieces.SelectMany(stream.Add), .. stream.End()];
    }
}
