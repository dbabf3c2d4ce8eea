using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Encoding;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Tasks.Encoding;

public sealed class TokenMaskTests
{
    private static readonly Vocabulary Chinese = new(["天", "地", "人", "和", "天地", "地人", "人和"], lowerCase: true, hashBuckets: 16);

    [Fact]
    public void What_is_hidden_is_told_by_no_pair()
    {
        int[] codes = Chinese.Encode("天地人和");
        int[] pairs = [.. codes.Where(code => code < 0)];
        Assert.Equal((7, 3), (codes.Length, pairs.Length));
        TokenMask mask = Mask(TokenObjective.MaskedToken);
        var places = new HashSet<int>();
        for (ulong seed = 0; seed < 40; seed++)
        {
            mask.Draw(codes, new RandomStream(seed));
            int hidden = Assert.Single(Enumerable.Range(0, 4), token => mask.Targets[token] >= 0);
            places.Add(hidden);

            // Pair i is of the tokens i and i + 1.
            Assert.Equal(pairs.Where((_, pair) => pair != hidden && pair + 1 != hidden), mask.Codes.Where(code => code < 0));
            Assert.Equal(4, mask.Codes.Count(code => code >= 0));
            Assert.Equal(codes.Where(code => code >= 0).ElementAt(hidden) - TokenCodes.SpecialRows, mask.Targets[hidden]);
        }

        Assert.Equal(4, places.Count);
    }

    [Fact]
    public void Of_hidden_words_most_are_masked_some_replaced_some_left()
    {
        var words = new Vocabulary([.. Enumerable.Range(0, 200).Select(i => $"w{i}")], lowerCase: true, hashBuckets: 16);
        int[] codes = words.Encode(string.Join(' ', Enumerable.Range(0, 200).Select(i => $"w{i}")));
        TokenMask mask = Mask(TokenObjective.MaskedToken, words);
        int masked = 0;
        int left = 0;
        int all = 0;
        for (ulong seed = 0; seed < 50; seed++)
        {
            mask.Draw(codes, new RandomStream(seed));
            for (int token = 0; token < codes.Length; token++)
            {
                if (mask.Targets[token] < 0)
                {
                    Assert.Equal(codes[token], mask.Codes[token]);
                    continue;
                }

                all++;
                masked += mask.Codes[token] == TokenCodes.Mask ? 1 : 0;
                left += mask.Codes[token] == codes[token] ? 1 : 0;
            }
        }

        // 15% of 200 in each of 50 draws.
        Assert.Equal(1_500, all);
        Assert.InRange(masked, 1_130, 1_270);
        Assert.InRange(left, 110, 200);
    }

    [Fact]
    public void The_next_token_is_asked_for_where_the_one_before_it_stands_and_nothing_is_hidden()
    {
        int[] codes = Chinese.Encode("天地人和");
        TokenMask mask = Mask(TokenObjective.NextToken);
        for (ulong seed = 0; seed < 20; seed++)
        {
            mask.Draw(codes, new RandomStream(seed));
            Assert.Equal(codes, mask.Codes);
            int row = Assert.Single(Enumerable.Range(0, 4), token => mask.Targets[token] >= 0);
            Assert.Equal(codes.Where(code => code >= 0).ElementAt(row + 1) - TokenCodes.SpecialRows, mask.Targets[row]);
        }
    }

    [Fact]
    public void An_unknown_word_keeps_its_characters_and_is_not_asked_for()
    {
        int[] codes = Chinese.Encode("天 unheard");
        TokenMask mask = Mask(TokenObjective.MaskedToken);
        mask.Draw(codes, new RandomStream(3));
        Assert.Equal([0, -1], mask.Targets);
        Assert.Equal(codes[1..], mask.Codes.Skip(1));
    }

    private static TokenMask Mask(TokenObjective objective, Vocabulary? vocabulary = null) =>
        new(new TokenPredictionModel(vocabulary ?? Chinese, ToyTexts.SmallEncoder(EncoderKind.Gru), Kernels.Current), objective);
}
