using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Data;

public sealed class InputPatternsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public InputPatternsTests()
    {
        Directory.CreateDirectory(_folder["a/b/.hidden"]);
        foreach (string name in (string[])["x10.tsv", "x2.tsv", "X3.tsv", ".x4.tsv", "a/x1.tsv", "a/b/x1.tsv", "a/b/.hidden/x1.tsv", "what?.tsv"])
        {
            _folder.Write(name, "");
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("x*.tsv", "x10.tsv x2.tsv")]
    [InlineData("x?.tsv", "x2.tsv")]
    [InlineData(".x*.tsv", ".x4.tsv")]
    [InlineData("*/x1.tsv", "a/x1.tsv")]
    [InlineData("**/x1.tsv", "a/b/x1.tsv a/x1.tsv")]
    [InlineData("**/x?.tsv", "a/b/x1.tsv a/x1.tsv x2.tsv")]
    [InlineData("a/**/x1.tsv", "a/b/x1.tsv a/x1.tsv")]
    [InlineData("what?.tsv", "what?.tsv")]
    [InlineData("none.tsv", "none.tsv")]
    public void Patterns_mean_files(string pattern, string names) =>
        Assert.Equal(names.Split(' ').Select(name => _folder[name]), InputPatterns.Expand([_folder[pattern]]));

    [Fact]
    public void Files_are_in_the_order_of_the_patterns() => Assert.Equal(
        [_folder["X3.tsv"], _folder["x10.tsv"], _folder["x2.tsv"]], InputPatterns.Expand([_folder["X*.tsv"], _folder["x*.tsv"]]));

    [Theory]
    [InlineData("y*.tsv")]
    [InlineData("none/*.tsv")]
    public void A_pattern_of_nothing_is_refused(string pattern) => Assert.Equal(
        $"No file is meant by '{_folder[pattern]}'. A pattern has * for a part of a name, ? for a character and ** for folders.",
        Assert.Throws<FailureException>(() => InputPatterns.Expand([_folder[pattern]])).Message);

    [Fact]
    public void No_file_is_meant_twice() => Assert.Equal(
        $"'{_folder["x2.tsv"]}' is meant twice by the patterns of the input: name it once.",
        Assert.Throws<FailureException>(() => InputPatterns.Expand([_folder["x2.tsv"], _folder["x*.tsv"]])).Message);
}
