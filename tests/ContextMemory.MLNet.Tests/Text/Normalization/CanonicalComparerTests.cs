namespace ContextMemory.MLNet.Tests.Text.Normalization;

public sealed class CanonicalComparerTests
{
    private const string Composed = "caf\u00e9";

    [Theory]
    [InlineData("cafe\u0301")]
    [InlineData("ca\u00adf\u00e9")]
    [InlineData("c\u200baf\u00e9")]
    public void Texts_that_look_the_same_are_the_same(string spelling)
    {
        Assert.NotEqual(Composed, spelling);
        Assert.Equal(Composed, CanonicalComparer.Canonical(spelling));
        Assert.Equal(Composed, spelling, CanonicalComparer.Instance);
        Assert.Equal(0, CanonicalComparer.Instance.Compare(Composed, spelling));
        Assert.Single(new HashSet<string>([Composed, spelling], CanonicalComparer.Instance));
        Assert.True(new HashSet<string>([Composed], CanonicalComparer.Instance).GetAlternateLookup<ReadOnlySpan<char>>().Contains(spelling));
    }

    [Fact]
    public void Case_and_null_make_a_difference()
    {
        Assert.NotEqual("A", "a", CanonicalComparer.Instance);
        Assert.False(CanonicalComparer.Instance.Equals(null, "a"));
        Assert.True(CanonicalComparer.Instance.Equals(null, null));
        Assert.True(CanonicalComparer.Instance.Compare(null, "a") < 0);
    }

    [Fact]
    public void The_order_is_ordinal() => Assert.Equal(["B", "a", "\u00e9"], new[] { "e\u0301", "a", "B" }.Order(CanonicalComparer.Instance).Select(CanonicalComparer.Canonical));
}
