using ContextMemory.MLNet.Tasks.Tracing.Collecting;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Tasks.Tracing.Collecting;

public sealed class TopTokensTests
{
    [Fact]
    public void The_largest_come_first_by_their_size_and_of_equal_ones_the_first()
    {
        var top = new TopTokens(4);
        foreach ((int token, double weight) in new[] { 1, 3, 0, -2, 3, 0.5, 2 }.Index())
        {
            top.Offer(token, weight);
        }

        var texts = new TokenTexts([.. "abcdefg".Select(letter => new LocatedToken($"{letter}".AsMemory(), 0))]);
        Assert.Equal([new(1, "b", 3), new(4, "e", 3), new(3, "d", -2), new TokenWeight(6, "g", 2)], top.Finish(texts));
    }
}
