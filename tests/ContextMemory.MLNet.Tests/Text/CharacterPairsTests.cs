using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Text;

public sealed class CharacterPairsTests
{
    private static readonly VocabularyOptions Options = new() { MinimumCount = 1, CharacterPairs = true };

    [Theory]
    [InlineData("东京都", "东京 京都")]
    [InlineData("东 京", "")]
    [InlineData("东,京", "")]
    [InlineData("a东b京", "")]
    [InlineData("ab cd", "")]
    [InlineData("𠀋𠀌x", "𠀋𠀌")]
    [InlineData("", "")]
    public void Neighbours_that_are_tokens_of_their_own_are_pairs(string text, string expected)
    {
        var found = new List<string>();
        var tokens = new WordTokenizer(text);
        var pairs = new CharacterPairs();
        while (tokens.MoveNext())
        {
            ReadOnlySpan<char> pair = pairs.EndingWith(tokens);
            if (!pair.IsEmpty)
            {
                found.Add(pair.ToString());
            }
        }

        Assert.Equal(expected, string.Join(' ', found));
        Assert.All(found, pair => Assert.True(CharacterPairs.IsPair(pair)));
    }

    [Theory]
    [InlineData("东")]
    [InlineData("𠀋")]
    [InlineData("ab")]
    [InlineData("")]
    public void One_character_or_a_word_is_no_pair(string word) => Assert.False(CharacterPairs.IsPair(word));

    [Fact]
    public void A_character_is_read_with_the_one_before_it()
    {
        Vocabulary vocabulary = Build(Options, "东京", "京");
        int east = Row(vocabulary, "东");
        int capital = Row(vocabulary, "京");
        int pair = Row(vocabulary, "东京");

        var codes = new List<int>();
        vocabulary.Encode("东京 京", codes);

        Assert.Equal([east, capital, ~pair, capital], codes);
    }

    [Fact]
    public void Pairs_are_left_out_where_they_are_not_asked_for()
    {
        Vocabulary vocabulary = Build(Options with { CharacterPairs = false }, "东京", "京");

        Assert.False(vocabulary.HasPairs);
        Assert.Equal(2, vocabulary.Words.Count);
    }

    [Fact]
    public void A_vocabulary_that_grows_has_pairs_if_it_had_them()
    {
        Assert.Contains("大阪", Grow(Build(Options, "东京")).AddedWords);
        Assert.DoesNotContain("大阪", Grow(Build(Options with { CharacterPairs = false }, "东京")).AddedWords);

        static Vocabulary Grow(Vocabulary known)
        {
            var builder = new VocabularyBuilder(Options, known);
            builder.Add("大阪");
            return (Vocabulary)builder.Build();
        }
    }

    private static int Row(Vocabulary vocabulary, string word) => vocabulary.TryFind(word, out int row) ? row : -1;

    private static Vocabulary Build(VocabularyOptions options, params string[] texts)
    {
        var builder = new VocabularyBuilder(options);
        Array.ForEach(texts, text => builder.Add(text));
        return (Vocabulary)builder.Build();
    }
}
