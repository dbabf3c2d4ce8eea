using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

public sealed class CompressTests(TrainedModel trained) : IClassFixture<TrainedModel>, IDisposable
{
    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("half")]
    [InlineData("int8")]
    public void The_file_is_smaller_and_predicts_what_the_model_does_that_is_rounded_when_loaded(string precision)
    {
        string small = _folder["small.zip"];
        string texts = _folder.Write("texts.txt", "where is my parcel\nthe invoice is wrong\n");

        string told = Run.Succeeds("compress", trained.Path, "--precision", precision, "--output", small).Output;

        Assert.StartsWith($"Saved {small}: ", told, StringComparison.Ordinal);
        Assert.True(new FileInfo(small).Length < new FileInfo(trained.Path).Length);
        Assert.Contains(Run.Succeeds("info", "--model", small).OutputLines, line => line.StartsWith("precision ", StringComparison.Ordinal) && line.EndsWith($" {precision}", StringComparison.Ordinal));
        Assert.DoesNotContain("precision", Run.Succeeds("info", "--model", trained.Path).Output, StringComparison.Ordinal);
        Assert.Equal(
            Run.Succeeds("predict", "--model", trained.Path, "--precision", precision, "--input", texts).Output,
            Run.Succeeds("predict", "--model", small, "--input", texts).Output);
    }

    [Fact]
    public void What_cannot_be_compressed_is_told()
    {
        string text = _folder.Write("text.zip", "no model");

        Assert.Contains("is not a zip archive", Run.Fails("compress", text, "--output", _folder["out"]), StringComparison.Ordinal);
        Run wrong = Run.Cmem("compress", trained.Path, "--precision", "int4", "--output", _folder["out"]);
        Assert.Equal(2, wrong.ExitCode);
        Assert.Contains("--precision is 'int4': expected one of single, half, int8.", wrong.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["out"]));
    }

    public void Dispose() => _folder.Dispose();
}
