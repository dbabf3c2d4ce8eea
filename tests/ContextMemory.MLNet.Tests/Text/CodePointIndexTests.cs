using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Text;

public sealed class CodePointIndexTests
{
    [Theory]
    [InlineData("call Ana", 5, 3, 5, 3)]
    [InlineData("\U0001F642 Ana \U0001F642", 2, 3, 3, 3)]
    [InlineData("\U0001F642\U0001F642", 1, 1, 2, 2)]
    [InlineData("\U0001F642\U0001F642", 0, 2, 0, 4)]
    public void Code_points_are_found_in_utf16(string text, int start, int length, int expectedStart, int expectedLength) =>
        Assert.Equal(new EntitySpan(expectedStart, expectedLength, "X"), new CodePointIndex(text).ToUtf16(new EntitySpan(start, length, "X")));

    [Fact]
    public void Half_a_pair_is_one_code_point()
    {
        string text = $"{(char)0xDE42}{(char)0xD83D}\U0001F642{(char)0xD83D}";

        Assert.Equal(4, new CodePointIndex(text).Count);
        Assert.Equal(new EntitySpan(2, 2, "X"), new CodePointIndex(text).ToUtf16(new EntitySpan(2, 1, "X")));
        Assert.Equal(new EntitySpan(4, 1, "X"), new CodePointIndex(text).ToUtf16(new EntitySpan(3, 1, "X")));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, 0)]
    [InlineData(0, 4)]
    [InlineData(3, 1)]
    [InlineData(1, int.MaxValue)]
    [InlineData(int.MaxValue, int.MaxValue)]
    [InlineData(int.MinValue, int.MaxValue)]
    public void What_is_not_in_the_text_is_not_found(int start, int length)
    {
        Assert.Null(new CodePointIndex("\U0001F642ab").ToUtf16(new EntitySpan(start, length, "X")));
        Assert.Null(new CodePointIndex("abc").ToUtf16(new EntitySpan(start, length, "X")));
    }
}
