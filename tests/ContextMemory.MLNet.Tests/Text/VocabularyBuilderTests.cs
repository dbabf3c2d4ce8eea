using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Text;

public sealed class VocabularyBuilderTests
{
    [Fact]
    public void The_most_frequent_words_come_first_and_equal_ones_in_ordinal_order() =>
        Assert.Equal(["b", "Z", "a"], Build(new VocabularyOptions { LowerCase = false, MinimumCount = 1 }, "b a b", "Z b").Words);

    [Theory]
    [InlineData(1, new[] { "c", "b", "a" })]
    [InlineData(2, new[] { "c", "b" })]
    [InlineData(3, new[] { "c" })]
    [InlineData(4, new string[0])]
    public void Rare_words_are_left_out(int minimumCount, string[] expected) =>
        Assert.Equal(expected, Build(new VocabularyOptions { MinimumCount = minimumCount }, "a b b", "c c c").Words);

    [Fact]
    public void There_are_no_more_words_than_allowed() =>
        Assert.Equal(["c", "b"], Build(new VocabularyOptions { MinimumCount = 1, MaximumSize = 2 }, "a b b c c c").Words);

    [Fact]
    public void Cases_are_counted_together_where_they_are_the_same()
    {
        Vocabulary folded = Build(new VocabularyOptions { MinimumCount = 2 }, "Word WORD word");
        Assert.Equal(["word"], folded.Words);
        Assert.True(folded.LowerCase);
        Assert.Empty(Build(new VocabularyOptions { MinimumCount = 2, LowerCase = false }, "Word WORD word").Words);
    }

    [Fact]
    public void Halves_of_surrogate_pairs_are_no_words() =>
        Assert.Equal(["\uFFFD", "\U0001F642"], Build(new VocabularyOptions(), "\ud83d \ud83d \ud83d", "\udc00 \udc00", "\uFFFD \uFFFD \uFFFD", "\U0001F642 \U0001F642").Words);

    [Fact]
    public void The_order_of_the_texts_does_not_matter()
    {
        string[] texts = [.. Enumerable.Range(0, 100).Select(i => $"word{i % 17} word{i % 13} other{i % 7}")];
        Vocabulary forward = Build(new VocabularyOptions(), texts);
        Array.Reverse(texts);
        Assert.Equal(forward.Words, Build(new VocabularyOptions(), texts).Words);
        Assert.Equal(24, forward.KnownRows);
    }

    [Fact]
    public void Without_text_there_are_only_special_rows_and_n_grams()
    {
        Vocabulary vocabulary = Build(new VocabularyOptions { HashBuckets = 10 });
        Assert.Empty(vocabulary.Words);
        Assert.Equal(TokenCodes.SpecialRows + 10, vocabulary.TableRows);
    }

    private static Vocabulary Build(VocabularyOptions options, params string[] texts)
    {
        var builder = new VocabularyBuilder(options);
        Array.ForEach(texts, text => builder.Add(text));
        return Assert.IsType<Vocabulary>(builder.Build());
    }
}
