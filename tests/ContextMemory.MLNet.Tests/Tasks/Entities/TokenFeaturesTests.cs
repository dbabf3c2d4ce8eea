using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Entities;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Tasks.Entities;

/// <summary>What tokens have in common is counted by hand.</summary>
public sealed class TokenFeaturesTests
{
    private static readonly string[] Eleven = ["aa", "bb", "cc", "dd", "ee", "ff", "gg", "hh", "ii", "jj", "kk"];
    private const int Middle = 5;

    // Of shape, outline, three beginnings and three ends.
    [Theory]
    [InlineData("Boston", "Newton", 5)]
    [InlineData("abcabc", "abxabc", 7)]
    [InlineData("Rome", "ROME", 1)]
    [InlineData("1999", "2024", 2)]
    [InlineData("aaaaaa", "aaaa", 8)]
    [InlineData("a", "ba", 2)]
    [InlineData("x", "-", 0)]
    public void Words_that_are_spelled_alike_share_features(string word, string other, int shared) =>
        Assert.Equal(shared, Common(Spelling(Text(word), 0), Spelling(Text(other), 0)));

    [Fact]
    public void One_value_in_two_roles_is_two_features()
    {
        // The shape, the outline, the beginning and the end of "x" are all "x".
        List<ulong> features = Spelling(Text("x"), 0);
        Assert.Equal(4, features.Count);
        Assert.Equal(4, features.Distinct().Count());
    }

    [Fact]
    public void Characters_without_spaces_between_are_spelled_with_those_beside_them()
    {
        List<ulong> features = Spelling(Text("东", "京"), 0);
        Assert.Equal(features.Count, Common(features, Spelling(Text("东", "京", "都"), 0)));
        Assert.Equal(features.Count - 1, Common(features, Spelling(Text("东", "海"), 0)));
        Assert.Equal(features.Count - 1, Common(features, Spelling(Text("远", "东", "京"), 1)));
        Assert.Equal(Spelling(Text("a", "b"), 0), Spelling(Text("a", "c"), 0));
    }

    [Fact]
    public void A_word_is_looked_up_without_its_case_and_digits()
    {
        Assert.Equal(Word("Rome"), Word("ROME"));
        Assert.Equal(Word("B-1999"), Word("b-2024"));
        Assert.NotEqual(Word("Rome"), Word("Roma"));

        static ulong Word(string word)
        {
            TokenFeatures features = Read(Text(word), 0, 1);
            return features.Word(0);
        }
    }

    [Theory]
    [InlineData(-5, false)]
    [InlineData(-4, true)]
    [InlineData(-1, true)]
    [InlineData(1, true)]
    [InlineData(4, true)]
    [InlineData(5, false)]
    public void Words_up_to_four_tokens_away_are_context(int distance, bool isSeen)
    {
        string[] changed = [.. Eleven];
        changed[Middle + distance] = "zz";
        Assert.Equal(isSeen, !Context(Text(Eleven), Middle).SequenceEqual(Context(Text(changed), Middle)));
    }

    [Theory]
    [InlineData(3, 4, true)]
    [InlineData(-3, -4, true)]
    [InlineData(-3, 3, false)]
    [InlineData(1, 2, false)]
    [InlineData(2, 3, false)]
    public void Beyond_two_tokens_the_order_of_words_on_one_side_does_not_count(int one, int other, bool isSame)
    {
        string[] swapped = [.. Eleven];
        (swapped[Middle + one], swapped[Middle + other]) = (swapped[Middle + other], swapped[Middle + one]);
        Assert.Equal(isSame, Context(Text(Eleven), Middle).Order().SequenceEqual(Context(Text(swapped), Middle).Order()));
    }

    [Fact]
    public void Of_a_number_beside_a_word_only_its_exact_digits_are_new()
    {
        List<ulong> features = Context(Text("in", "1999"), 0);
        Assert.Equal(features.Distinct().Count() - 1, Common(features, Context(Text("in", "2024"), 0)));
    }

    [Fact]
    public void A_line_alone_has_the_features_that_it_has_between_line_ends()
    {
        TokenizedText alone = Text("Rome", "fell");
        TokenizedText within = Text("a", "\n", "\n", "\n", "\n", "Rome", "fell", "\n", "\n", "\n", "\n", "b");
        for (int token = 0; token < 2; token++)
        {
            Assert.Equal(Context(alone, token), Context(within, 5 + token));
            Assert.Equal(Spelling(alone, token), Spelling(within, 5 + token));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    public void Features_do_not_depend_on_the_tokens_that_are_read_together(int count)
    {
        var random = new RandomStream(1);
        TokenizedText text = Text([.. Enumerable.Range(0, 40).Select(_ => Eleven[random.NextInteger(Eleven.Length)])]);
        var features = new TokenFeatures([]);
        features.Start(text);
        for (int first = 0; first < text.Tokens.Count; first += count)
        {
            int end = Math.Min(first + count, text.Tokens.Count);
            features.Read(first, end - first);
            for (int token = first; token < end; token++)
            {
                var found = new List<ulong>();
                features.AddContext(token, found);
                Assert.Equal(Context(text, token), found);
            }
        }
    }

    [Fact]
    public void Each_place_in_a_name_of_each_list_is_a_feature()
    {
        TokenizedText text = Text("in", "New", "York");
        var places = new Gazetteer([TextHash.Of("newyork")], longest: 7);
        var others = new Gazetteer([TextHash.Of("york")], longest: 4);

        Assert.Equal(Spelling(text, 0), Spelling(text, 0, places));
        ulong[] added =
        [
            Added(Spelling(text, 1, places), Spelling(text, 1)),
            Added(Spelling(text, 2, places), Spelling(text, 2)),
            Added(Spelling(text, 2, others), Spelling(text, 2)),
            Added(Spelling(text, 2, places, others), Spelling(text, 2, places)),
            Added(Context(text, 1, places), Context(text, 1)),
        ];
        Assert.Equal(added.Length, added.Distinct().Count());

        static ulong Added(List<ulong> with, List<ulong> without)
        {
            Assert.Equal(without, with.SkipLast(1));
            return with[^1];
        }
    }

    private static TokenizedText Text(params string[] tokens) => TokenizedText.Of(tokens);

    private static List<ulong> Spelling(TokenizedText text, int token, params Gazetteer[] lists)
    {
        var found = new List<ulong>();
        Read(text, token, 1, lists).AddSpelling(token, found);
        return found;
    }

    private static List<ulong> Context(TokenizedText text, int token, params Gazetteer[] lists)
    {
        var found = new List<ulong>();
        Read(text, token, 1, lists).AddContext(token, found);
        return found;
    }

    private static TokenFeatures Read(TokenizedText text, int first, int count, params Gazetteer[] lists)
    {
        var features = new TokenFeatures(lists);
        features.Start(text);
        features.Read(first, count);
        return features;
    }

    /// <summary>How many different features both have.</summary>
    private static int Common(List<ulong> features, List<ulong> others) => features.Intersect(others).Count();
}
