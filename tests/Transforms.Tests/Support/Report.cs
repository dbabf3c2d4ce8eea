namespace Transforms.Tests.Support;

/// <summary>A document for the summarizer: its text, a title, what its summary should be, and that as labels of its sentences.</summary>
internal sealed class Report
{
    private static readonly string[] Words = ["harbour", "storm", "bridge", "market", "river", "school", "train", "garden", "engine", "letter"];

    public string? Text { get; set; } = "";

    public string[] Sentences { get; set; } = [];

    public string Title { get; set; } = "";

    public string[] Reference { get; set; } = [];

    public float[] Label { get; set; } = [];

    /// <summary>The sentence that begins with a cue is the summary; it stands anywhere.</summary>
    public static Report[] Make(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            int length = 4 + random.Next(4);
            int best = random.Next(length);
            string[] sentences = [.. Enumerable.Range(0, length).Select(i =>
                $"{(i == best ? "In short" : "Later")} the {Words[random.Next(10)]} of the {Words[random.Next(10)]} was near the {Words[random.Next(10)]}.")];
            return new Report
            {
                Text = string.Join(' ', sentences),
                Sentences = sentences,
                Title = sentences[best],
                Reference = [sentences[best]],
                Label = [.. sentences.Select((_, i) => i == best ? 1f : 0f)],
            };
        })];
    }
}
