using System.Globalization;
using System.Text;
using ContextMemory.MLNet.Text.Normalization;
using Xunit.Abstractions;

namespace ContextMemory.MLNet.Tests.Text;

/// <summary>The hard cases of cases.txt, written for this test.</summary>
public sealed class SentenceSplitterTests(ITestOutputHelper output)
{
    // What rules without a dictionary get wrong: names that hold a mark of their own.
    private static readonly string[] KnownMisses =
    [
        "Yahoo! Answers closed. Few noticed.",
        "モーニング娘。のコンサートに行った。楽しかった。",
    ];

    [Fact]
    public void Accuracy_on_hard_cases()
    {
        int right = 0;
        var wrong = new List<string>();
        List<(string Language, string Text, string[] Sentences)> cases = [.. Cases()];
        foreach ((string language, string text, string[] sentences) in cases)
        {
            if (Split(text).SequenceEqual(sentences))
            {
                right++;
            }
            else
            {
                wrong.Add(text);
                output.WriteLine($"{language}: {string.Join(" | ", Split(text))}");
            }
        }

        output.WriteLine($"{right} of {cases.Count} cases right: {(double)right / cases.Count:P1}");
        Assert.True(cases.Count >= 270);
        Assert.Equal(KnownMisses, wrong);
    }

    [Fact]
    public void Every_language_has_cases()
    {
        ILookup<string, string> byLanguage = Cases().ToLookup(row => row.Language, row => row.Text);
        Assert.All(["en", "de", "fr", "es", "zh", "ja"], language => Assert.True(byLanguage[language].Count() >= 20));
    }

    [Fact]
    public void Spans_are_in_order_and_leave_out_white_space_only()
    {
        foreach ((_, string text, _) in Cases())
        {
            int end = 0;
            foreach (SentenceSpan span in SentenceSplitter.Split($"  {text} \n"))
            {
                string padded = $"  {text} \n";
                Assert.True(string.IsNullOrWhiteSpace(padded[end..span.Start]));
                Assert.Equal(padded.Substring(span.Start, span.Length).Trim(), padded[span.Start..span.End]);
                end = span.End;
            }

            Assert.True(string.IsNullOrWhiteSpace($"  {text} \n"[end..]));
        }
    }

    [Fact]
    public void Equivalent_texts_and_those_with_invisible_characters_have_the_same_sentences() => Assert.All(Cases(), row =>
    {
        IEnumerable<string> sentences = Split(CanonicalText.Of(row.Text));
        Assert.Equal(sentences, Split(TextForms.Decompose(row.Text)).Select(CanonicalText.Of));
        Assert.Equal(sentences, Split(TextForms.Strew(row.Text)).Select(CanonicalText.Of));
    });

    [Theory]
    [InlineData("")]
    [InlineData(" \n\t\u3000")]
    public void Nothing_has_no_sentences(string text) => Assert.Empty(SentenceSplitter.Split(text));

    [Theory]
    [InlineData("...")]
    [InlineData(".")]
    [InlineData("\"")]
    [InlineData("“”")]
    [InlineData("「")]
    [InlineData("」。")]
    [InlineData("1.")]
    [InlineData("- ")]
    [InlineData("\ud800.")]
    [InlineData("a.\r")]
    [InlineData("No stop at the end")]
    public void Odd_texts_are_one_sentence(string text) => Assert.Single(SentenceSplitter.Split(text));

    [Fact]
    public void Every_terminal_of_Unicode_ends_a_sentence()
    {
        var runes = new List<Rune>();
        foreach (string[] row in Resource.Rows("sentence-terminal"))
        {
            int[] ends = [.. row[0].Split("..").Select(end => int.Parse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture))];
            runes.AddRange(Enumerable.Range(ends[0], ends[^1] - ends[0] + 1).Select(codePoint => new Rune(codePoint)));
        }

        Assert.Equal(170, runes.Count);
        Assert.All(runes, rune => Assert.Equal([$"Word{rune}", "Next"], Split($"Word{rune} Next")));
    }

    [Theory]
    [InlineData("…")]
    [InlineData("\u037E")]
    [InlineData("፡፡")]
    public void So_do_marks_that_are_used_as_terminals(string mark) => Assert.Equal([$"Λόγος{mark}", "Άλλος"], Split($"Λόγος{mark} Άλλος"));

    [Theory]
    [InlineData("one; two")]
    [InlineData("at 10։30")]
    [InlineData("a.\u200Bb")]
    public void What_looks_like_one_does_not(string text) => Assert.Single(Split(text));

    [Theory]
    [InlineData("i went home. i slept. then i ate.", 3)]
    [InlineData("hi, my order is late. can you check? thanks!! it was due monday.", 4)]
    public void Text_in_small_letters_is_cut(string text, int sentences) => Assert.Equal(sentences, SentenceSplitter.Split(text).Count);

    [Fact]
    public void The_style_of_a_paragraph_is_its_own()
    {
        string letter = string.Concat(Enumerable.Repeat("Alas! my friend has left. It is sad.\n\n", 50));
        Assert.Equal(100, SentenceSplitter.Split(letter).Count);
        Assert.Equal(103, SentenceSplitter.Split(letter + "my order is late. is it lost? please help").Count);
    }

    [Fact]
    public void A_quote_that_never_closes_does_not_swallow_the_text()
    {
        string text = "「" + string.Concat(Enumerable.Repeat("これは文です。", 200));
        Assert.Equal(200, SentenceSplitter.Split(text).Count);
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Time_grows_with_the_length_only()
    {
        // A million characters without an end, of the marks that look ahead or back.
        string[] pieces = ["(a.) ", "「あ", "J. R. ", "“a ", "«!", "a.) ", "\"a ", "- a\n", " a\n", "a.b", ".", ". ", "a!\n", "[1", "a.[1"];
        foreach (string piece in pieces)
        {
            string text = string.Concat(Enumerable.Repeat(piece, 200_000));
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            Assert.NotEmpty(SentenceSplitter.Split(text));
            Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) < TimeSpan.FromMinutes(1), piece);
        }
    }

    private static IEnumerable<(string Language, string Text, string[] Sentences)> Cases()
    {
        foreach (string[] row in Resource.Rows("sentence-cases"))
        {
            string marked = Resource.Unescape(row[1]);
            yield return (row[0], marked.Replace("|", "", StringComparison.Ordinal), [.. marked.Split('|').Select(sentence => sentence.Trim())]);
        }
    }

    private static IEnumerable<string> Split(string text) => SentenceSplitter.Split(text).Select(span => text.Substring(span.Start, span.Length));
}
