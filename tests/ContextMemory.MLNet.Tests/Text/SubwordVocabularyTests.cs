using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Text;

public sealed class SubwordVocabularyTests
{
    [Fact]
    public void Pieces_of_the_training_text_are_rows_the_most_frequent_first()
    {
        SubwordVocabulary vocabulary = Build(minimumCount: 1, maximumSize: 100, "cab", "cc");
        Assert.Equal(['c', 'a', 'b'], vocabulary.Pieces.Select(piece => (char)piece));
        Assert.Equal([2, 3, 4], Encode(vocabulary, "cab"));
        Assert.Equal((3, 2 + 3 + 8), (vocabulary.KnownRows, vocabulary.TableRows));
    }

    [Fact]
    public void Rare_pieces_and_those_beyond_the_limit_are_left_out()
    {
        Assert.Equal(['c'], Build(minimumCount: 2, maximumSize: 100, "cabc").Pieces.Select(piece => (char)piece));
        Assert.Equal(['c', 'a'], Build(minimumCount: 1, maximumSize: 2, "cabc").Pieces.Select(piece => (char)piece));
    }

    [Fact]
    public void Unknown_pieces_share_the_rows_behind()
    {
        SubwordVocabulary vocabulary = Build(minimumCount: 1, maximumSize: 100, "a");
        int[] codes = Encode(vocabulary, "bcdefghijklmnopqrstuvwxyz");
        Assert.All(codes, code => Assert.InRange(code, 3, 3 + 7));
        Assert.Equal(8, codes.Distinct().Count());
        Assert.Equal(codes, Encode(vocabulary, "bcdefghijklmnopqrstuvwxyz"));
        Assert.InRange(Encode(vocabulary, "\uffff")[0], 3, 3 + 7);
    }

    [Fact]
    public void The_tokenizer_is_given_canonical_text()
    {
        SubwordVocabulary vocabulary = Build(minimumCount: 1, maximumSize: 100, "cafe\u0301");
        Assert.Equal(['a', 'c', 'f', 'é'], vocabulary.Pieces.Select(piece => (char)piece));
        Assert.Equal(Encode(vocabulary, "café"), Encode(vocabulary, "ca\u00adfe\u0301"));
    }

    [Fact]
    public void A_text_without_pieces_is_the_empty_token() =>
        Assert.Equal([TokenCodes.Empty], Encode(Build(minimumCount: 1, maximumSize: 100, "a"), ""));

    [Fact]
    public void The_tokenizer_is_kept() =>
        Assert.Equal("one piece a character", Build(minimumCount: 1, maximumSize: 100, "a").Tokenizer.Description);

    private static SubwordVocabulary Build(int minimumCount, int maximumSize, params string[] texts)
    {
        var options = new VocabularyOptions { MinimumCount = minimumCount, MaximumSize = maximumSize, HashBuckets = 8 };
        var builder = new SubwordVocabulary.Builder(new CharacterTokenizer(), options);
        Array.ForEach(texts, text => builder.Add(text));
        return Assert.IsType<SubwordVocabulary>(builder.Build());
    }

    private static int[] Encode(TokenCoder coder, string text)
    {
        var codes = new List<int>();
        coder.Encode(text, codes);
        return [.. codes];
    }
}
