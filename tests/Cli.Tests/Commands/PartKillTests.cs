using System.Diagnostics;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Commands;

/// <summary>Kills processes that predict in parts: what they have left must be enough to go on, and must be right.</summary>
public sealed class PartKillTests(TrainedModel trained) : IClassFixture<TrainedModel>, IDisposable
{
    private const int Kills = 5;

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Trait("Category", "Slow")]
    public void Killed_at_random_moments_the_parts_are_those_of_a_run_without_interruption()
    {
        string texts = string.Concat(SmallData.Rows(20_000).Select((row, i) => i % 97 == 0 ? "nonsense\n" : $"{{\"text\":\"{row.Text.Replace('"', ' ')} {i}\"}}\n"));
        string[] input =
            ["predict", "--model", trained.Path, "--input", _folder.Write("a.jsonl", texts), "--part-rows", "200", "--compress", "gzip", "--threads", "1"];
        Run.Succeeds([.. input, "--parts", _folder["whole"], "--skip-bad-rows", _folder["bad-of-whole.jsonl"]]);
        var random = new Random(1);
        int kills = 0;
        for (int tries = 0; kills < Kills; tries++)
        {
            Assert.True(tries < 100, "The processes end before they can be killed.");
            using Process process = Process.Start(new ProcessStartInfo(
                "dotnet",
                [
                    Path.Combine(AppContext.BaseDirectory, "cmem.dll"), .. input, "--parts", _folder["parts"], "--resume",
                    "--skip-bad-rows", _folder["bad.jsonl"],
                ])
            {
                RedirectStandardError = true,
            })!;
            if (process.WaitForExit(random.Next(300, 2_000)))
            {
                Directory.Delete(_folder["parts"], recursive: true);
                continue;
            }

            process.Kill();
            process.WaitForExit();
            kills++;
        }

        Run.Succeeds([.. input, "--parts", _folder["parts"], "--resume", "--skip-bad-rows", _folder["bad.jsonl"]]);

        Assert.Equal(Files(_folder["whole"]), Files(_folder["parts"]));
        Assert.Equal(File.ReadAllText(_folder["bad-of-whole.jsonl"]), File.ReadAllText(_folder["bad.jsonl"]));
    }

    // What a killed process has not put in its place stays for an hour: the name begins with a dot.
    private static Dictionary<string, string> Files(string folder) => Directory.GetFiles(folder)
        .Where(path => !Path.GetFileName(path).StartsWith('.'))
        .ToDictionary(path => Path.GetFileName(path), path => Convert.ToHexString(File.ReadAllBytes(path)));
}
