using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Entities;

namespace ContextMemory.MLNet.Tests.Tasks.Entities;

/// <summary>Batches of random texts, compared with their tokens taken one by one.</summary>
public sealed class EntityBatchTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(100)]
    public void A_round_has_the_codes_of_its_tokens_in_every_table(int segmentLength)
    {
        (EntityBatch batch, Token[][] texts) = RandomBatch(segmentLength);
        Assert.Equal(texts.Length, batch.Count);
        Assert.Equal(texts.Max(text => (text.Length + segmentLength - 1) / segmentLength), batch.Rounds);
        for (int round = 0; round < batch.Rounds; round++)
        {
            batch.Select(round);
            Token[] tokens = [.. Segments(texts, segmentLength, round).SelectMany(segment => segment.Tokens)];
            Assert.Equal(tokens.Select(token => token.Word), batch.Words.Codes.ToArray());
            Assert.Equal(Codes(tokens, token => token.NGrams), batch.NGrams.Codes.ToArray());
            Assert.Equal(Codes(tokens, token => token.Spelling), batch.Spelling.Codes.ToArray());
            Assert.Equal(Codes(tokens, token => token.Context), batch.Context.Codes.ToArray());
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(100)]
    public void A_round_knows_its_texts_and_where_they_go_on(int segmentLength)
    {
        (EntityBatch batch, Token[][] texts) = RandomBatch(segmentLength, start: 7);
        for (int round = 0; round < batch.Rounds; round++)
        {
            batch.Select(round);
            (int Text, Token[] Tokens)[] segments = [.. Segments(texts, segmentLength, round)];
            Assert.Equal(segments.Select(segment => segment.Text), batch.Texts.ToArray());
            Assert.Equal(segments.Length, batch.Sequences.Count);
            for (int i = 0; i < segments.Length; i++)
            {
                Assert.Equal(segments[i].Tokens.Length, batch.Sequences.Length(i));
                Assert.Equal(7 + round * segmentLength, batch.Sequences.Position(i));
            }
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 0)]
    [InlineData(4, 7)]
    [InlineData(100, 0)]
    public void A_repeated_word_is_the_first_one_of_its_segment(int segmentLength, int start)
    {
        (EntityBatch batch, Token[][] texts) = RandomBatch(segmentLength, start);
        for (int round = 0; round < batch.Rounds; round++)
        {
            batch.Select(round);
            var expected = new List<int>();
            foreach ((_, Token[] tokens) in Segments(texts, segmentLength, round))
            {
                int firstRow = expected.Count;
                expected.AddRange(tokens.Select(token => firstRow + Array.FindIndex(tokens, other => other.Word == token.Word)));
            }

            Assert.Equal(expected, batch.Repeats.ToArray());
        }
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 7)]
    [InlineData(100, 0)]
    public void Each_word_of_a_text_is_read_once_by_its_characters(int segmentLength, int start)
    {
        (EntityBatch batch, Token[][] texts) = RandomBatch(segmentLength, start);
        for (int round = 0; round < batch.Rounds; round++)
        {
            batch.Select(round);
            (int Text, Token Token)[] tokens =
                [.. Segments(texts, segmentLength, round).SelectMany(segment => segment.Tokens.Select(token => (segment.Text, token)))];
            int[] words = batch.Characters.WordOfRow.ToArray();
            Assert.Equal(tokens.Select(one => one.Token.Characters), words.Select(word => batch.Characters.Words.CodesOf(word).ToArray()));
            Assert.Equal(tokens.DistinctBy(one => (one.Text, one.Token.Word)).Count(), batch.Characters.Words.Count);
        }
    }

    [Fact]
    public void Without_characters_no_word_is_read_by_them()
    {
        var batch = new EntityBatch();
        batch.Start(segmentLength: 10);
        batch.Add(CodesOf([new Token(1, [2], [3], [4], [5])]) with { Characters = [] });
        batch.Select(0);
        Assert.Equal(0, batch.Characters.Words.Count);
        Assert.Equal(0, batch.Characters.WordOfRow.Length);
    }

    [Fact]
    public void Hidden_words_and_features_take_the_place_of_the_texts_own()
    {
        EntityCodes codes = CodesOf([new Token(1, [2], [3], [4, 5], [6]), new Token(7, [8], [9], [10], [11])]);
        var batch = new EntityBatch();
        batch.Start(segmentLength: 10);

        batch.Add(codes, new[] { 0, 7 }, new[] { 5, 0 });

        batch.Select(0);
        Assert.Equal([0, 7], batch.Words.Codes.ToArray());
        Assert.Equal([5, 0], batch.Context.Codes.ToArray());
        Assert.Equal([2, 8], batch.NGrams.Codes.ToArray());
        Assert.Equal([3, 9], batch.Spelling.Codes.ToArray());
        Assert.Same(codes, batch[0]);
    }

    [Fact]
    public void A_batch_that_starts_again_has_forgotten_its_texts()
    {
        (EntityBatch batch, _) = RandomBatch(segmentLength: 2);
        EntityCodes codes = CodesOf([new Token(1, [2], [3], [4], [5])]);

        batch.Start(segmentLength: 10);
        batch.Add(codes);
        batch.Select(0);

        Assert.Equal((1, 1), (batch.Count, batch.Rounds));
        Assert.Same(codes, batch[0]);
        Assert.Equal([1], batch.Words.Codes.ToArray());
        Assert.Equal([0], batch.Repeats.ToArray());
        Assert.Equal([0], batch.Characters.WordOfRow.ToArray());
    }

    private static (EntityBatch Batch, Token[][] Texts) RandomBatch(int segmentLength, int start = 0)
    {
        var random = new RandomStream((ulong)segmentLength, (ulong)start);
        Token[][] texts = [.. Enumerable.Range(0, 12).Select(_ => RandomText(random))];
        var batch = new EntityBatch();
        batch.Start(segmentLength);
        Array.ForEach(texts, text => batch.Add(CodesOf(text), start));
        return (batch, texts);
    }

    private static Token[] RandomText(RandomStream random)
    {
        Token[] words = [.. Enumerable.Range(1, 6).Select(word =>
            new Token(word, RandomRows(random), RandomRows(random), RandomRows(random), RandomRows(random)))];
        return [.. Enumerable.Range(0, 1 + random.NextInteger(15)).Select(_ => words[random.NextInteger(words.Length)] with { Context = RandomRows(random) })];
    }

    private static int[] RandomRows(RandomStream random) =>
        [.. Enumerable.Range(0, 1 + random.NextInteger(4)).Select(_ => random.NextInteger(100))];

    private static EntityCodes CodesOf(Token[] text) => new(
        [.. text.Select(token => token.Word)],
        Codes(text, token => token.NGrams),
        Codes(text, token => token.Spelling),
        Codes(text, token => token.Context),
        [.. text.Select(token => Array.FindIndex(text, other => other.Word == token.Word))],
        new bool[text.Length],
        [.. text.Select(token => token.Characters)]);

    private static int[] Codes(IEnumerable<Token> tokens, Func<Token, int[]> rows) =>
        [.. tokens.SelectMany(token => rows(token).Select((row, i) => i == 0 ? row : ~row))];

    /// <summary>The segments of a round, each with the number of its text.</summary>
    private static IEnumerable<(int Text, Token[] Tokens)> Segments(Token[][] texts, int segmentLength, int round) => texts
        .Select((tokens, text) => (text, tokens.Skip(round * segmentLength).Take(segmentLength).ToArray()))
        .Where(segment => segment.Item2.Length > 0);

    /// <summary>A token with the rows that look it up in each table.</summary>
    private sealed record Token(int Word, int[] NGrams, int[] Spelling, int[] Context, int[] Characters);
}
