using System.Text.Json;

namespace ContextMemory.MLNet.Cli.Tests.Support;

/// <summary>Documents whose summary is the sentence that begins with a cue.</summary>
internal static class SmallSummaries
{
    public static string Jsonl(int count, int seed = 1, bool labels = false)
    {
        var random = new Random(seed);
        string[] words = ["harbour", "storm", "bridge", "market", "river", "school", "train", "garden", "engine", "letter"];
        return string.Concat(Enumerable.Range(0, count).Select(_ =>
        {
            int length = 4 + random.Next(4);
            int best = random.Next(length);
            string[] sentences = [.. Enumerable.Range(0, length).Select(i =>
                $"{(i == best ? "In short" : "Later")} the {words[random.Next(10)]} was near the {words[random.Next(10)]}.")];
            object row = labels
                ? new { sentences, labels = sentences.Select((_, i) => i == best ? 1 : 0) }
                : new { text = string.Join(' ', sentences), summary = sentences[best] };
            return JsonSerializer.Serialize(row) + "\n";
        }));
    }
}
