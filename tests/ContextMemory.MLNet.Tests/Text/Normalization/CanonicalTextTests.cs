using System.Globalization;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Text.Normalization;

namespace ContextMemory.MLNet.Tests.Text.Normalization;

public sealed class CanonicalTextTests
{
    [Fact]
    public void Texts_are_composed_as_the_test_of_Unicode_says()
    {
        string[][] rows = [.. Resource.Rows("composition").Select(row => row.Select(Text).ToArray())];
        Assert.True(rows.Length > 400);
        Assert.All(rows, row => Assert.All(row, text => Assert.Equal(row[1], CanonicalText.Of(text))));
        Assert.All(rows, row => Assert.Equal(row[2], TextForms.Decompose(row[0])));
    }

    [Theory]
    [InlineData("cre\u0300me bru\u0302le\u0301e", "crème brûlée")]
    [InlineData("\u1112\u1161\u11ab\u1100\u1173\u11af", "한글")]
    [InlineData("\uac00\u11a8", "각")]
    [InlineData("Vie\u0323\u0302t Vi\u1ec7t Vi\u00ea\u0323t", "Việt Việt Việt")]
    [InlineData("\u304b\u3099", "が")]
    [InlineData("\u0915\u093c \u0958", "क\u093c क\u093c")]
    [InlineData("\u0627\u0653 \u0648\u0654", "آ ؤ")]
    [InlineData("\u05e9\u05bc\u05c1 \ufb2c", "\u05e9\u05bc\u05c1 \u05e9\u05bc\u05c1")]
    [InlineData("\u212b \u2126 \u212a", "Å Ω K")]
    [InlineData("\uf900 \ufa1b \U0002f800", "豈 福 丽")]
    [InlineData("q\u0307\u0323", "q\u0323\u0307")]
    [InlineData("a\u0315\u0300\u05ae\u0300b", "à\u05ae\u0300\u0315b")]
    [InlineData("\u0344", "\u0308\u0301")]
    [InlineData("\u0301a", "\u0301a")]
    [InlineData("\U00011099\U000110ba", "\U0001109a")]
    [InlineData("\u037e \u1fef", "; `")]
    public void Equivalent_texts_become_one(string text, string expected)
    {
        Assert.Equal(expected, CanonicalText.Of(text));
        Assert.Equal(expected, CanonicalText.Of(TextForms.Decompose(text)));
        Assert.Equal(expected, CanonicalText.Of(expected));
    }

    [Theory]
    [InlineData("exam\u00adple", "example")]
    [InlineData("\ufeffin\ufeffside", "inside")]
    [InlineData("zero\u200bwidth\u2060space", "zerowidthspace")]
    [InlineData("می\u200cخواهم", "میخواهم")]
    [InlineData("❤\ufe0f 👨\u200d👩\u200d👧", "❤ 👨👩👧")]
    [InlineData("葛\U000e0100城", "葛城")]
    [InlineData("\u202aleft\u202c \u2066right\u2069", "left right")]
    [InlineData("e\u200b\u0301 e\u034f\u0301", "é é")]
    [InlineData("\u115f\u3164\uffa0", "")]
    public void What_is_not_seen_is_left_out(string text, string expected) => Assert.Equal(expected, CanonicalText.Of(text));

    [Fact]
    public void A_canonical_text_is_not_copied()
    {
        string[] texts = ["", "ASCII", "Ünïcödé — „ja“", "Đặng 한국어 中文 ไทยก็ดี", "क\u093c हिन्दी السَلامُ 👍🏽 𐐷", "\ud800 \udc00 x\udbff"];
        Assert.All(texts, text => Assert.Same(text, CanonicalText.Of(text)));
    }

    [Fact]
    public void Most_canonical_texts_cost_no_memory()
    {
        string[] texts = ["plain text", "Ünïcödé — „ja“", "한국어 中文 ไทยก็ดี السَلامُ 👍🏽"];
        Assert.Equal(0, Allocation.OfRepeated(() => Array.ForEach(texts, text => CanonicalText.Of(text.AsSpan()))));
    }

    [Theory]
    [InlineData("a cafe\u0301 b", "café", 2, 5)]
    [InlineData("\u1112\u1161\u11ab글 x", "한글", 0, 4)]
    [InlineData("x \ufb2cy", "\u05e9\u05bc\u05c1y", 2, 2)]
    [InlineData("a Do\u00adnau\u200b b", "Donau", 2, 6)]
    [InlineData("\u200ba\u200b b", "a", 1, 1)]
    [InlineData("I ❤\ufe0f it", "❤", 2, 2)]
    [InlineData("I ❤\ufe0f\u200b it", "❤", 2, 2)]
    [InlineData("👨\u200d👩", "👨", 0, 3)]
    [InlineData("🏴\U000e0067\U000e0062\U000e007f!", "🏴", 0, 8)]
    [InlineData("Q\u0307\u0323x", "x", 3, 1)]
    public void A_part_is_found_in_the_original(string text, string part, int start, int length)
    {
        CanonicalText canonical = CanonicalText.Of(text.AsSpan());
        int place = canonical.Text.IndexOf(part, StringComparison.Ordinal);
        Assert.Equal(new TokenSpan(start, length), canonical.InOriginal(place, part.Length));
    }

    [Fact]
    public void Any_text_is_composed_as_a_whole_as_it_is_in_parts()
    {
        // Characters that change, that may and that do not.
        string[] characters =
        [
            "a", "e", "é", " ", "\u0301", "\u0323", "\u0344", "\u1e69", "\u212b", "\u1100", "\u1161", "\u11a8", "가", "\u09c7", "\u09be", "\u200b",
            "\ufe0f", "\u034f", "\u0f73", "\u2adc", "\uf900", "\ud834\udd5e", "\ud834\udd65", "\ud804\udc99", "\ud804\udcba", "👍", "中",
        ];
        var random = new RandomStream(7);
        for (int trial = 0; trial < 3_000; trial++)
        {
            string text = string.Concat(Enumerable.Range(0, random.NextInteger(12)).Select(_ => characters[random.NextInteger(characters.Length)]));
            CanonicalText canonical = CanonicalText.Of(text.AsSpan());
            string composed = canonical.Text.ToString();
            Assert.Equal(composed, CanonicalText.Of(composed));
            Assert.Equal(composed, CanonicalText.Of(string.Concat(text.Split("\u200b"))));

            int previous = 0;
            for (int unit = 0; unit < composed.Length; unit++)
            {
                TokenSpan source = canonical.InOriginal(unit, 1);
                Assert.InRange(source.Start, previous, text.Length - 1);
                Assert.InRange(source.End, source.Start, text.Length);
                previous = source.Start;
            }
        }
    }

    [Fact]
    public void Many_marks_in_the_wrong_order_take_no_time()
    {
        string text = "a" + string.Concat(Enumerable.Repeat("\u0301\u0316", 200_000));
        string composed = CanonicalText.Of(text);
        Assert.Equal("á" + new string('\u0316', 200_000) + new string('\u0301', 199_999), composed);
    }

    [Fact]
    public void Names_are_compared_in_canonical_form()
    {
        var names = new HashSet<string>(CanonicalComparer.Instance) { "café", "Ana" };
        Assert.Contains("cafe\u0301", names);
        Assert.True(names.GetAlternateLookup<ReadOnlySpan<char>>().Contains("\ufeffAna"));
        Assert.DoesNotContain("cafe", names);
        Assert.Equal(0, CanonicalComparer.Instance.Compare("cafe\u0301", "café"));
        Assert.True(CanonicalComparer.Instance.Compare("cafe\u0301", "cafz") > 0);
        Assert.False(CanonicalComparer.Instance.Equals("", null));
    }

    private static string Text(string codePoints) =>
        string.Concat(codePoints.Split(' ').Select(code => char.ConvertFromUtf32(int.Parse(code, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));
}
