using System.Diagnostics;
using ContextMemory.MLNet.Text.Markup;

namespace ContextMemory.MLNet.Tests.Text.Markup;

/// <summary>What is left without markup, as sentences with '|' between them.</summary>
public sealed class StrippedTextTests
{
    [Theory]
    [InlineData("<p>One <b>bold</b> word. Two.</p>", "One bold word.|Two.")]
    [InlineData("<h1>Title</h1><p>Text begins</p><p>Text ends", "Title|Text begins|Text ends")]
    [InlineData("Great film.<br /><br />See it", "Great film.|See it")]
    [InlineData("<ul><li>milk</li><li>eggs</li></ul>", "milk|eggs")]
    [InlineData("A &amp; B &lt; C. It&#39;s&nbsp;so &unknown; &c.", "A & B < C.|It's\u00A0so &unknown; &c.")]
    [InlineData("if a < b and c > d, then <3", "if a < b and c > d, then <3")]
    [InlineData("One.<!-- a <b>comment</b>. Not here. --> Two.", "One.|Two.")]
    [InlineData("One. <script>if (a < b) { x(\"</p>\"); }</script>Two. <style>p { }</style>Three.", "One.|Two.|Three.")]
    [InlineData("Before<pre>int x = 1;\nreturn x;</pre>after", "Before|after")]
    [InlineData("Call <code>Start()</code> first.", "Call Start() first.")]
    [InlineData("Before<table><tr><td>1<table><tr><td>2</td></tr></table></td></tr></table>after", "Before|after")]
    [InlineData("<a title=\"a > b\" href='x'>Link</a> here.", "Link here.")]
    [InlineData("<html><head><title>No</title></head><body>Yes</body></html>", "Yes")]
    [InlineData("A table <table> that never ends. It goes on.", "A table|that never ends.|It goes on.")]
    [InlineData("An open <!-- comment. It goes on.", "An open <!-- comment.|It goes on.")]
    [InlineData("An open <a href=\"x>link. It goes on.", "An open <a href=\"x>link.|It goes on.")]
    [InlineData("<", "<")]
    [InlineData("&", "&")]
    [InlineData("", "")]
    public void Html_is_stripped(string text, string expected) => Check(text, TextMarkup.Html, expected);

    [Theory]
    [InlineData("# Title\nText begins. *It* goes **on**.", "Title|Text begins.|It goes on.")]
    [InlineData("Title\n=====\nText", "Title|Text")]
    [InlineData("One line\nand its next.\n\n---\n\nThe end.", "One line\nand its next.|The end.")]
    [InlineData("Code:\n```csharp\nvar x = 1;\n\n# no title\n```\nIt is done.", "Code:|It is done.")]
    [InlineData("Code:\n\n    var x = 1;\n\nIt is done.", "Code:|It is done.")]
    [InlineData("An open\n```\nfence goes on. So does the text.", "An open\n```\nfence goes on.|So does the text.")]
    [InlineData("Prices:\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n| 3 | 4 |\n\nThey rise.", "Prices:|They rise.")]
    [InlineData("a | b is a choice", "a | b is a choice")]
    [InlineData("See [it](https://x.org/a_(b) \"title\") and [more][1]. ![A picture](p.png)\n\n[1]: https://y.org", "See it and more.")]
    [InlineData("[Not a link] stays (so).", "[Not a link] stays (so).")]
    [InlineData("A note.[^1] And more.\n\n[^1]: text", "A note.|And more.")]
    [InlineData("> Quoted text\n> goes on.\n\nAnswer.", "Quoted text\ngoes on.|Answer.")]
    [InlineData("- [x] milk\n- [ ] **eggs**\n* bread\n1. one", "- milk|- eggs|* bread|1. one")]
    [InlineData("Call `a * b` or ``x ` y`` now.", "Call a * b or x ` y now.")]
    [InlineData("2 * 3 is 2*3, a_snake_case stays, \\*so\\* do stars, *terms.", "2 * 3 is 2*3, a_snake_case stays, *so* do stars, *terms.")]
    [InlineData("It is _really_ ~~bad~~ good.", "It is really bad good.")]
    [InlineData("Mail <a@b.org> or <https://x.org>. <b>Now</b> &amp; then.", "Mail a@b.org or https://x.org.|Now & then.")]
    [InlineData("Text <!-- a\ncomment --> goes on.\n<table>\n<tr><td>1</td></tr>\n</table>\nEnd.", "Text  goes on.|End.")]
    [InlineData("---\ntitle: x\n---\nText.", "Text.")]
    [InlineData(">\n> \n>> Text.", "Text.")]
    [InlineData("- item\n\n    still the item\n", "- item|still the item")]
    [InlineData("", "")]
    public void Markdown_is_stripped(string text, string expected)
    {
        Check(text, TextMarkup.Markdown, expected);
        Check(text.ReplaceLineEndings("\r\n"), TextMarkup.Markdown, expected.ReplaceLineEndings("\r\n"));
    }

    [Fact]
    public void Places_are_those_of_the_original()
    {
        const string Text = "<p>R&amp;D is <b>here</b>. It&#39;s big &amp;</p>";
        var stripped = StrippedText.Of(Text, TextMarkup.Html);

        Assert.Equal(
            ["R&amp;D is <b>here</b>.", "It&#39;s big &amp;"],
            SentenceSplitter.Split(stripped.Text).Select(stripped.ToOriginal).Select(span => Text.Substring(span.Start, span.Length)));
    }

    [Fact]
    public void Plain_text_stays_as_it_is() => Assert.Equal("a <b> &amp; *c*", StrippedText.Of("a <b> &amp; *c*", TextMarkup.None).Text);

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData(TextMarkup.Html)]
    [InlineData(TextMarkup.Markdown)]
    public void Time_grows_with_the_length_only(TextMarkup markup)
    {
        string[] pieces =
            ["<a ", "<!--", "<pre>", "<table>x</table", "&", "[", "![](", "*a ", "`", "~~~\n", "> ", "a|\n", "<a b=\"", "<x '", "_"];
        foreach (string piece in pieces)
        {
            string text = string.Concat(Enumerable.Repeat(piece, 50_000));
            long start = Stopwatch.GetTimestamp();
            _ = StrippedText.Of(text, markup).Text;
            Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1), piece);
        }
    }

    private static void Check(string text, TextMarkup markup, string expected)
    {
        var stripped = StrippedText.Of(text, markup);
        IReadOnlyList<SentenceSpan> spans = SentenceSplitter.Split(stripped.Text);
        Assert.Equal(expected, string.Join('|', spans.Select(span => stripped.Text.Substring(span.Start, span.Length))));
        int end = 0;
        foreach (SentenceSpan span in spans)
        {
            SentenceSpan original = stripped.ToOriginal(span);
            Assert.True(original.Start >= end && original.Length > 0);
            end = original.End;
        }

        Assert.True(end <= text.Length);
    }
}
