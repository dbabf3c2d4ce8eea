using System.Globalization;
using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Tasks.MultiLabel;

/// <summary>How good a classifier of any number of labels is, for people and for programs.</summary>
internal sealed class MultiLabelReport(MultiLabelMetrics metrics) : ITaskReport
{
    public MultiLabelMetrics Metrics => metrics;

    public void Write(TextWriter output)
    {
        var table = new MatchTable("label", "rows");
        foreach ((string label, MatchScores scores) in MostFrequent.Of(metrics.PerLabel, pair => pair.Value.Support))
        {
            table.Add(label, scores);
        }

        table.Add("all", metrics.Micro);
        PlainConsole.Create(output).Write(table.Table);
        MostFrequent.WriteRest(output, metrics.PerLabel.Count, "labels");
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{metrics.Rows:N0} rows; mean F1 of the labels {metrics.MacroF1:F4}; just the right labels: {metrics.SubsetAccuracy:P1} of the rows."));
    }

    public void WriteLine(TextWriter output) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"On {metrics.Rows:N0} validation rows: micro F1 {metrics.MicroF1:F4}, macro F1 {metrics.MacroF1:F4}, " +
        $"just the right labels {metrics.SubsetAccuracy:F4}."));

    public JsonObject ToJson(TimeSpan elapsed) => ToJson(this, elapsed);

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
        json["per_label"] = MatchTable.ToJson(metrics?.PerLabel);
        return json;
    }
}
