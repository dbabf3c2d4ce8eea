using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Text;

public sealed class TokenCodesTests
{
    [Fact]
    public void The_usual_length_is_what_19_of_20_documents_have_at_most()
    {
        int[][] documents = [.. Enumerable.Range(1, 21).Select(tokens => Enumerable.Repeat(2, tokens).ToArray())];
        Assert.Equal(20, TokenCodes.UsualLength(documents));
        Assert.Equal(20, TokenCodes.UsualLength([.. documents.Reverse()]));
        Assert.Equal(0, TokenCodes.UsualLength([]));
    }

    [Fact]
    public void Rows_of_one_token_are_counted_once() => Assert.Equal(2, TokenCodes.UsualLength([[2, ~3, ~4, 5]]));
}
