using System.Diagnostics;
using System.Text.Json;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Tasks.Summarization;

/// <summary>What summarizing takes: for the text that is hardest on memory, a sentence every three characters, and for one that is streamed.</summary>
[Collection(MeasuresHeap.Name)]
public sealed class SummaryMemoryTests(TrainedSummarizer trained) : IClassFixture<TrainedSummarizer>, IDisposable
{
    private const int Sentences = 133_000;

    // The tool and its model take half of it. At 0.4 KB a character, as it once was, the text took 160 MB.
    private const int HeapMegabytes = 64;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("summarize", "--method", "tfidf", "--stream")]
    [InlineData("predict", "--model", "MODEL", "--format", "tsv", "--stream")]
    public void A_document_of_many_megabytes_is_not_held(params string[] arguments)
    {
        const string Paragraph = "The harbour, é 日本, was closed again. Nobody knew why; the storm was over!\r\n\r\n";
        using var stream = new GeneratedStream(Paragraph, parts: (arguments[0] == "summarize" ? 50_000_000 : 4_000_000) / Paragraph.Length);

        Run run = Run.WithInput(stream, [.. arguments.Select(argument => argument == "MODEL" ? trained.Path : argument)]);

        Assert.Equal(0, run.ExitCode);
        Assert.NotEqual("", run.Output);
        Assert.InRange(stream.MostGrown, 0, 20_000_000);
    }

    [Theory]
    [Trait("Category", "Slow")]
    [InlineData("predict", "--model", "MODEL", "--input")]
    [InlineData("summarize", "--format", "jsonl", "--method", "textrank", "--input")]
    public async Task It_grows_by_some_bytes_a_character(params string[] arguments)
    {
        string text = string.Concat(Enumerable.Repeat("A! ", Sentences));
        string input = arguments[0] == "predict"
            ? _folder.Write("text.jsonl", $"{JsonSerializer.Serialize(new { text })}\n")
            : _folder.Write("text.txt", text);
        var start = new ProcessStartInfo(
            "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "cmem.dll"), .. arguments.Select(argument => argument == "MODEL" ? trained.Path : argument), input])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_GCHeapHardLimit"] = $"{HeapMegabytes << 20:x}";
        using var process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, await error);
        using var row = JsonDocument.Parse(output);
        Assert.Equal(Sentences, row.RootElement.GetProperty("starts").GetArrayLength());
    }
}
