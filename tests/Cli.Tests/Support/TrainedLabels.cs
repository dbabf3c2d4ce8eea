using System.Text.Json.Nodes;

namespace ContextMemory.MLNet.Cli.Tests.Support;

/// <summary>A classifier of any number of labels, trained once for all tests of a class: 'invoice' tells one label, 'now' the other.</summary>
public sealed class TrainedLabels : IDisposable
{
    private const string Config =
        """
        {
          "encoder": { "embeddingSize": 16, "hiddenSize": 16, "dropout": 0 },
          "vocabulary": { "hashBuckets": 64 },
          "training": { "learningRate": 0.01, "epochs": 6, "batchSize": 8 },
          "members": 1,
          "pretrainingEpochs": 0
        }
        """;

    public TrainedLabels()
    {
        string data = Folder.Write("train.jsonl", Jsonl(200, seed: 1));
        string validation = Folder.Write("validation.jsonl", Jsonl(40, seed: 2));
        string config = Folder.Write("config.json", Config);
        Training = Run.Succeeds(
            "train", "labels", "--data", data, "--validation", validation, "--model", Path, "--config", config, "--threads", "1",
            "--metrics", Folder["metrics.json"]);
    }

    public TestFolder Folder { get; } = new();

    public string Path => Folder["model.zip"];

    internal Run Training { get; }

    public static string Jsonl(int count, int seed)
    {
        var random = new Random(seed);
        return string.Concat(Enumerable.Range(0, count).Select(_ =>
        {
            bool isBilling = random.Next(2) == 0;
            bool isUrgent = random.Next(2) == 0;
            var labels = new JsonArray();
            if (isBilling)
            {
                labels.Add("billing");
            }

            if (isUrgent)
            {
                labels.Add("urgent");
            }

            string text = $"the {(isBilling ? "invoice" : "parcel")} please {(isUrgent ? "now" : "someday")} {random.Next(9)}";
            return $"{new JsonObject { ["text"] = text, ["labels"] = labels }.ToJsonString()}\n";
        }));
    }

    public void Dispose() => Folder.Dispose();
}
