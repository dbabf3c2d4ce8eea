using System.Text.Json;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

public sealed class BenchTests : IDisposable
{
    private static readonly string[] Tiny =
    [
        "--dim", "8", "--hidden", "8", "--batch", "4", "--vocab", "50", "--classes", "3", "--seconds", "1",
    ];

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("train", "Gru")]
    [InlineData("infer", "AttentionLstm")]
    public void Bench_prints_one_json_object(string mode, string encoder)
    {
        Run run = Run.Succeeds(["bench", "--mode", mode, "--encoder", encoder, "--length", "12", "--threads", "2", .. Tiny]);

        using JsonDocument result = JsonDocument.Parse(run.Output);
        JsonElement root = result.RootElement;
        Assert.Equal("bench", root.GetProperty("task").GetString());
        Assert.Equal(encoder.ToLowerInvariant(), root.GetProperty("encoder").GetString());
        Assert.Equal(mode, root.GetProperty("mode").GetString());
        Assert.Equal(12, root.GetProperty("length").GetDouble());
        Assert.True(root.GetProperty("tokens_per_second").GetDouble() > 0);
        Assert.True(root.GetProperty("steps").GetInt32() > 0);
        Assert.True(root.GetProperty("allocated_bytes_per_step").GetDouble() >= 0);
        Assert.False(string.IsNullOrEmpty(root.GetProperty("kernel").GetString()));
    }

    [Theory]
    [InlineData("Lstm", "--dim, --hidden, --layers, --bidirectional", "--heads", "2")]
    [InlineData("Gru", "--dim, --hidden, --layers, --bidirectional", "--ff", "16")]
    [InlineData("Attention", "--dim, --layers, --heads, --ff", "--hidden", "8")]
    [InlineData("KeyValueMemory", "--dim, --layers, --ff", "--bidirectional", "false")]
    public void An_option_that_the_encoder_does_not_have_is_refused(string encoder, string known, string option, string value)
    {
        Run run = Run.Cmem("bench", "--encoder", encoder, option, value);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(
            $"{option} is not an option of the encoder {encoder.ToLowerInvariant()}, which has {known}.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Lengths_may_come_from_a_file()
    {
        string lengths = _folder.Write("lengths.txt", "3\n9\n6\n");

        Run run = Run.Succeeds(["bench", "--lengths", lengths, .. Tiny]);

        using JsonDocument result = JsonDocument.Parse(run.Output);
        Assert.Equal(6, result.RootElement.GetProperty("length").GetDouble());
    }

    [Fact]
    public void A_length_that_is_none_is_named()
    {
        string lengths = _folder.Write("lengths.txt", "3\nmany\n");

        Assert.Equal(
            $"{lengths}:2: expected the length of a document in tokens, 1 or more; found 'many'.",
            Run.Fails(["bench", "--lengths", lengths, .. Tiny]));
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_named()
    {
        Assert.Contains(
            "Heads is 3; allowed is a divisor of EmbeddingSize (10)",
            Run.Fails("bench", "--encoder", "attention", "--dim", "10", "--heads", "3"),
            StringComparison.Ordinal);
    }
}
