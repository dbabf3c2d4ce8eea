using System.Text.Json.Nodes;

namespace ContextMemory.MLNet.Cli.Tests.Support;

/// <summary>Texts whose entities a tiny model learns to find in no time: a name behind 'call', a place behind 'from'.</summary>
internal static class SmallEntities
{
    public const string Config =
        """
        {
          "encoder": { "embeddingSize": 16, "hiddenSize": 16, "dropout": 0 },
          "features": { "hashBuckets": 64, "featureDropout": 0.1 },
          "training": { "learningRate": 0.01, "epochs": 6, "batchSize": 8, "averageEpochs": 0, "validationFraction": 0.2 }
        }
        """;

    private static readonly string[] Names = ["Ana", "Béla", "José", "Wei"];
    private static readonly string[] Places = ["Rome", "Győr", "Lagos"];

    public static string Jsonl(int count) => string.Concat(Rows(count).Select(row =>
    {
        string text = $"please call {row.Name} from {row.Place} {row.End}";
        var json = new JsonObject
        {
            ["text"] = text,
            ["entities"] = new JsonArray(Entity("PERSON", 12, row.Name), Entity("PLACE", 12 + row.Name.Length + 6, row.Place)),
        };
        return $"{json.ToJsonString()}\n";
    }));

    public static string Conll(int count) => string.Concat(Rows(count).Select(row =>
        $"please\tO\ncall\tO\n{row.Name}\tB-PERSON\nfrom\tO\n{row.Place}\tB-PLACE\n{row.End}\tO\n\n"));

    private static IEnumerable<(string Name, string Place, string End)> Rows(int count) =>
        Enumerable.Range(0, count).Select(i => (Names[i % Names.Length], Places[i / 2 % Places.Length], i % 5 == 0 ? "today" : $"at {i}".Split(' ')[i % 2]));

    private static JsonObject Entity(string type, int start, string name) =>
        new() { ["start"] = start, ["length"] = name.Length, ["type"] = type };
}
