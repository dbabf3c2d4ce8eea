using ContextMemory.MLNet.Tasks.Summarization;

namespace ContextMemory.MLNet.Tests.Tasks.Summarization;

public sealed class SentenceFeaturesTests
{
    private static readonly string[] Sentences = ["The harbour was closed.", "A storm, of 1953 strength, came!", "Why?", "The harbour opened."];

    [Fact]
    public void There_is_a_row_a_sentence() =>
        Assert.Equal(Sentences.Length * SentenceFeatures.Count, SentenceFeatures.Of(Sentences, "A title").Length);

    [Fact]
    public void All_are_finite_and_small()
    {
        foreach (string[] sentences in (string[][])[Sentences, ["", "", ""], ["one"], [], ["...", "!"], [.. Enumerable.Repeat("same words", 40)]])
        {
            Assert.All(SentenceFeatures.Of(sentences, ""), value => Assert.InRange(value, -4, 12));
        }
    }

    [Fact]
    public void Equal_sentences_differ_by_their_place_only()
    {
        float[] features = SentenceFeatures.Of(["same words", "same words"], "");
        Assert.NotEqual(features[..SentenceFeatures.Count], features[SentenceFeatures.Count..]);
        Assert.Equal(features[16..SentenceFeatures.Count], features[(SentenceFeatures.Count + 16)..]);
    }

    [Fact]
    public void Equivalent_sentences_have_the_same_features_and_cue_words()
    {
        string[] sentences = ["Où est la crème brûlée ?", "Le gâteau d’Éva, servi en 1953, était là.", "Việt Nam, 한국어 문장."];
        string[][] forms = [[.. sentences.Select(TextForms.Decompose)], [.. sentences.Select(TextForms.Strew)]];
        Assert.All(forms, form => Assert.Equal(SentenceFeatures.Of(sentences, "Crème"), SentenceFeatures.Of(form, TextForms.Decompose("Crème"))));
        Assert.All(forms, form => Assert.Equal(
            sentences.Select(sentence => SentenceNGrams.Rows(sentence, 1 << 16)), form.Select(sentence => SentenceNGrams.Rows(sentence, 1 << 16))));
    }

    [Fact]
    public void The_title_is_seen()
    {
        float[] without = SentenceFeatures.Of(Sentences, "");
        float[] with = SentenceFeatures.Of(Sentences, "The storm");
        Assert.Equal(0, without[2 * SentenceFeatures.Count - 1]);
        Assert.True(with[2 * SentenceFeatures.Count - 1] > 0);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("One, two - three!", 3)]
    [InlineData("今天天气。", 4)]
    public void Words_are_counted_without_marks(string sentence, int count) => Assert.Equal(count, SentenceFeatures.CountWords(sentence));

    [Fact]
    public void Cue_words_are_in_order_once_and_within_the_table()
    {
        int[] rows = SentenceNGrams.Rows("we show that we show that", 1 << 16);
        Assert.Equal(rows.Distinct().Order(), rows);
        Assert.All(rows, row => Assert.InRange(row, 0, (1 << 16) - 1));

        // Words: we, show, that. Pairs: begin we, we show, show that, that we. Triples: begin we show, we show that, show that we, that we show.
        Assert.Equal(3 + 4 + 4, rows.Length);
    }

    [Fact]
    public void Cue_words_do_not_look_at_the_case() =>
        Assert.Equal(SentenceNGrams.Rows("in this paper", 1 << 16), SentenceNGrams.Rows("In THIS paper", 1 << 16));

    [Fact]
    public void The_begin_of_a_sentence_is_a_cue() =>
        Assert.NotEqual(SentenceNGrams.Rows("show we", 1 << 16), SentenceNGrams.Rows("we show", 1 << 16));
}
