using System.Globalization;

namespace ContextMemory.MLNet.Cli.Tests.Support;

/// <summary>Rows that a tiny model learns in no time: the label is told by a word.</summary>
internal static class SmallData
{
    /// <summary>Options of a model that trains in a fraction of a second.</summary>
    public const string Config =
        """
        {
          "encoder": { "embeddingSize": 8, "hiddenSize": 8, "dropout": 0 },
          "vocabulary": { "hashBuckets": 64 },
          "training": { "effort": "Best", "learningRate": 0.05, "epochs": 3, "validationFraction": 0.2 },
          "pretrainingEpochs": 0
        }
        """;

    private static readonly string[] Labels = ["cat", "dog", "fox"];
    private static readonly string[] Words = ["meow and purr", "bark and fetch", "sneak and howl"];

    public static IEnumerable<(string Label, string Text)> Rows(int count) =>
        Enumerable.Range(0, count).Select(i => (
            Labels[i % Labels.Length],
            string.Create(CultureInfo.InvariantCulture, $"they {Words[i % Labels.Length]} at number {i / 7} of the \"street")));

    public static string Tsv(int count = 150) => string.Concat(Rows(count).Select(row => $"{row.Label}\t{row.Text}\n"));

    public static string Texts(int count) => string.Concat(Rows(count).Select(row => $"{row.Text}\n"));
}
