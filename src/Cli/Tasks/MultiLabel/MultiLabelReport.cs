using System.Globalization;
using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Output;
using Spectre.Console;

namespace ContextMemory.MLNet.Cli.Tasks.MultiLabel;

/// <summary>How good a classifier of any number of labels is, for people and for programs.</summary>
internal sealed class MultiLabelReport(MultiLabelMetrics metrics)
{
    public MultiLabelMetrics Metrics => metrics;

    public void Write(TextWriter output)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn("label");
        foreach (string name in (string[])["precision", "recall", "F1", "rows", "found"])
        {
            table.AddColumn(name, column => column.RightAligned());
        }

        foreach ((string label, MatchScores scores) in metrics.PerLabel)
        {
            AddRow(table, label, scores);
        }

        AddRow(table, "all", metrics.Micro);
        PlainConsole.Create(output).Write(table);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{metrics.Rows:N0} rows; mean F1 of the labels {metrics.MacroF1:F4}; just the right labels: {metrics.SubsetAccuracy:P1} of the rows."));
    }

    /// <summary>Writes the measures of the rows that training was judged by, in one line.</summary>
    public void WriteLine(TextWriter output) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"On {metrics.Rows:N0} validation rows: micro F1 {metrics.MicroF1:F4}, macro F1 {metrics.MacroF1:F4}, " +
        $"just the right labels {metrics.SubsetAccuracy:F4}."));

    /// <param name="report">The measures; null where there were no rows to measure on.</param>
    /// <param name="elapsed">The time the command took.</param>
    public static JsonObject ToJson(MultiLabelReport? report, TimeSpan elapsed)
    {
        MultiLabelMetrics? metrics = report?.Metrics;
        JsonObject json = MetricsFile.Create(MultiLabelClassifier.Task, metrics?.Rows ?? 0, elapsed);
        json["micro_precision"] = MetricsFile.Number(metrics?.Micro.Precision);
        json["micro_recall"] = MetricsFile.Number(metrics?.Micro.Recall);
        json["micro_f1"] = MetricsFile.Number(metrics?.MicroF1);
        json["macro_f1"] = MetricsFile.Number(metrics?.MacroF1);
        json["subset_accuracy"] = MetricsFile.Number(metrics?.SubsetAccuracy);
        var labels = new JsonObject();
        foreach ((string label, MatchScores scores) in metrics?.PerLabel ?? new Dictionary<string, MatchScores>())
        {
            labels[label] = new JsonObject
            {
                ["precision"] = scores.Precision,
                ["recall"] = scores.Recall,
                ["f1"] = scores.F1,
                ["support"] = scores.Support,
                ["predicted"] = scores.Predicted,
            };
        }

        json["per_label"] = labels;
        return json;
    }

    private static void AddRow(Table table, string name, MatchScores scores) => table.AddRow(
        Markup.Escape(name), Share(scores.Precision), Share(scores.Recall), Share(scores.F1), Count(scores.Support), Count(scores.Predicted));

    private static string Share(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
