using System.Runtime.InteropServices;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Entities;

namespace ContextMemory.MLNet.Tests.Tasks.Entities;

public sealed class CodeBufferTests
{
    private static readonly int[] Words = [5, 6, 7];

    // Three tokens of two, three and one feature.
    private static readonly int[] Features = [3, ~4, 5, ~6, ~7, 8];

    [Fact]
    public void Without_a_share_nothing_is_hidden()
    {
        var buffer = new CodeBuffer();
        Assert.Equal(Words, buffer.HideWords(Words, 0, new RandomStream(1)).ToArray());
        Assert.Equal(Features, buffer.HideFeatures(Features, 0, new RandomStream(1)).ToArray());
    }

    [Fact]
    public void With_all_hidden_each_token_is_unknown()
    {
        int[] unknown = [FeatureIndex.UnknownRow, FeatureIndex.UnknownRow, FeatureIndex.UnknownRow];
        var buffer = new CodeBuffer();
        Assert.Equal(unknown, buffer.HideWords(Words, 1, new RandomStream(1)).ToArray());
        Assert.Equal(unknown, buffer.HideFeatures(Features, 1, new RandomStream(1)).ToArray());
    }

    [Fact]
    public void About_the_share_of_words_is_hidden_and_the_others_stay()
    {
        int[] words = [.. Enumerable.Range(1, 10_000)];

        int[] left = new CodeBuffer().HideWords(words, 0.3, new RandomStream(2)).ToArray();

        Assert.All(left.Zip(words), pair => Assert.True(pair.First == pair.Second || pair.First == FeatureIndex.UnknownRow));
        Assert.InRange(left.Count(word => word == FeatureIndex.UnknownRow), 2_800, 3_200);
    }

    [Fact]
    public void The_features_that_are_left_stay_in_order_with_their_token()
    {
        const int Tokens = 3_000;
        var random = new RandomStream(3);
        int[][] rows = [.. Enumerable.Range(0, Tokens).Select(token => Enumerable.Range(10 * token + 1, 1 + random.NextInteger(6)).ToArray())];
        int[] features = [.. rows.SelectMany(token => token.Select((row, i) => i == 0 ? row : ~row))];

        int[] left = new CodeBuffer().HideFeatures(features, 0.4, random).ToArray();

        List<int>[] leftRows = ByToken(left);
        Assert.Equal(Tokens, leftRows.Length);
        int kept = 0;
        for (int token = 0; token < Tokens; token++)
        {
            if (leftRows[token] is not [FeatureIndex.UnknownRow])
            {
                Assert.Equal(rows[token].Intersect(leftRows[token]), leftRows[token]);
                kept += leftRows[token].Count;
            }
        }

        Assert.Equal(0.6, kept / (double)features.Length, 0.03);
    }

    [Fact]
    public void What_was_handed_out_stays_while_more_is_hidden()
    {
        var buffer = new CodeBuffer();
        var random = new RandomStream(4);
        int[][] given = [.. Enumerable.Range(1, 200).Select(length => Enumerable.Range(length, length).ToArray())];

        ReadOnlyMemory<int>[] handedOut = [.. given.Select(words => buffer.HideWords(words, 0, random))];

        Assert.Equal(given, handedOut.Select(words => words.ToArray()));
    }

    [Fact]
    public void A_step_after_the_first_uses_its_memory_again()
    {
        var buffer = new CodeBuffer();
        int[] first = Step();
        Assert.Same(first, Step());
        Assert.Same(first, Step());

        int[] Step()
        {
            buffer.Clear();
            Assert.True(MemoryMarshal.TryGetArray(buffer.HideWords(Words, 0.5, new RandomStream(5)), out ArraySegment<int> words));
            return words.Array!;
        }
    }

    private static List<int>[] ByToken(int[] codes)
    {
        var tokens = new List<List<int>>();
        foreach (int code in codes)
        {
            if (code >= 0)
            {
                tokens.Add([]);
            }

            tokens[^1].Add(code < 0 ? ~code : code);
        }

        return [.. tokens];
    }
}
