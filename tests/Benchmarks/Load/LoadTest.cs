using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;

namespace ContextMemory.MLNet.Benchmarks.Load;

/// <summary>Asks a server of examples/Serve for one text after another, on 1, 8 and 64 connections, each of which waits for its answer.</summary>
internal static class LoadTest
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    /// <param name="args">The address of /predict, a file with a text in the last column of each line, and, if given, the seconds for each number of connections.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        if (args is not [string address, string file, .. string[] rest])
        {
            await Console.Error.WriteLineAsync("load URL TEXTS.tsv [SECONDS]");
            return 2;
        }

        var duration = TimeSpan.FromSeconds(rest is [string seconds] ? double.Parse(seconds, CultureInfo.InvariantCulture) : 10);
        string[] texts = [.. File.ReadLines(file).Select(line => line.Split('\t')[^1])];
        using var client = new HttpClient();
        Console.WriteLine("| connections | requests/s | p50, ms | p99, ms | not answered |");
        Console.WriteLine("|---:|---:|---:|---:|---:|");
        foreach (int connections in new[] { 1, 8, 64 })
        {
            await AskAsync(client, address, texts, connections, WarmUp);
            Answer[] answers = await AskAsync(client, address, texts, connections, duration);
            double[] times = [.. answers.Select(answer => answer.Milliseconds).Order()];
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {connections} | {times.Length / duration.TotalSeconds:N0} | {times[times.Length / 2]:F2} | {times[times.Length * 99 / 100]:F2} | {answers.Count(answer => !answer.IsSuccess)} |"));
        }

        return 0;
    }

    private static async Task<Answer[]> AskAsync(HttpClient client, string address, string[] texts, int connections, TimeSpan duration)
    {
        var clock = Stopwatch.StartNew();
        List<Answer>[] answers = await Task.WhenAll(Enumerable.Range(0, connections).Select(connection => Task.Run(async () =>
        {
            var found = new List<Answer>();
            for (int text = connection * 37; clock.Elapsed < duration; text++)
            {
                TimeSpan start = clock.Elapsed;
                using HttpResponseMessage response = await client.PostAsJsonAsync(address, new { text = texts[text % texts.Length] });
                await response.Content.ReadAsByteArrayAsync();
                found.Add(new Answer((clock.Elapsed - start).TotalMilliseconds, response.IsSuccessStatusCode));
            }

            return found;
        })));
        return [.. answers.SelectMany(found => found)];
    }

    private readonly record struct Answer(double Milliseconds, bool IsSuccess);
}
