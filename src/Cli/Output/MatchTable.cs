using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>How well things of several kinds were found, a kind a row.</summary>
internal sealed class MatchTable
{
    /// <param name="kind">What the kinds are called.</param>
    /// <param name="things">What the things are called that there are of each kind.</param>
    public MatchTable(string kind, string things)
    {
        Table = new Table().Border(TableBorder.Simple).AddColumn(kind);
        foreach (string name in (string[])["precision", "recall", "F1", things, "found"])
        {
            Table.AddColumn(name, column => column.RightAligned());
        }
    }

    public Table Table { get; }

    public void Add(string name, MatchScores scores) =>
        AddRow(name, scores.Precision, scores.Recall, scores.F1, Count(scores.Support), Count(scores.Predicted));

    public void AddMean(string name, double precision, double recall, double f1) => AddRow(name, precision, recall, f1, "", "");

    /// <summary>For each kind its measures and counts.</summary>
    public static JsonObject ToJson(IReadOnlyDictionary<string, MatchScores>? kinds)
    {
        var json = new JsonObject();
        foreach ((string name, MatchScores scores) in kinds ?? new Dictionary<string, MatchScores>())
        {
            json[name] = new JsonObject
            {
                ["precision"] = scores.Precision,
                ["recall"] = scores.Recall,
                ["f1"] = scores.F1,
                ["support"] = scores.Support,
                ["predicted"] = scores.Predicted,
            };
        }

        return json;
    }

    private void AddRow(string name, double precision, double recall, double f1, string things, string found) =>
        Table.AddRow(Markup.Escape(Printable.Value(name)), Share(precision), Share(recall), Share(f1), things, found);

    private static string Share(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
