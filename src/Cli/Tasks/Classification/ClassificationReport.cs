using System.Globalization;
using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Output;
using Spectre.Console;

namespace ContextMemory.MLNet.Cli.Tasks.Classification;

/// <summary>How good a classifier is, for people and for programs.</summary>
/// <param name="metrics">The measures.</param>
/// <param name="labels">The names of the measured labels: those of the model's classes first.</param>
/// <param name="classes">Number of the model's classes.</param>
internal sealed class ClassificationReport(ClassificationMetrics metrics, IReadOnlyList<string> labels, int classes) : ITaskReport
{
    private const int NamedLabels = 10;

    public ClassificationMetrics Metrics => metrics;

    /// <summary>What the baseline always says.</summary>
    public string MajorityLabel => Printable.Value(labels[metrics.Majority.Label]);

    public void Write(TextWriter output)
    {
        IAnsiConsole console = PlainConsole.Create(output);
        console.Write(ClassTable());
        MostFrequent.WriteRest(output, metrics.Classes.Count, "classes");
        console.Write(TotalTable());
        output.WriteLine($"{Count(metrics.Rows)} rows. The baseline always says '{MajorityLabel}', their most frequent label.");
        if (metrics.UnknownLabelRows > 0)
        {
            string[] unknown = [.. labels.Skip(classes).Select(Printable.Value)];
            string further = unknown.Length > NamedLabels ? $" and {Count(unknown.Length - NamedLabels)} more" : "";
            output.WriteLine(
                $"{Count(metrics.UnknownLabelRows)} rows have a label that the model does not know " +
                $"({string.Join(", ", unknown.Take(NamedLabels))}{further}): they count as wrong and stay out of the log loss.");
        }
    }

    public void WriteLine(TextWriter output) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"On {metrics.Rows:N0} validation rows: accuracy {metrics.Accuracy:F3} (always '{MajorityLabel}': " +
        $"{metrics.MajorityAccuracy:F3}), macro F1 {metrics.MacroF1:F3}, log loss {metrics.LogLoss:F3}."));

    public JsonObject ToJson(TimeSpan elapsed) => ToJson(this, elapsed);

    /// <param name="report">The measures; null where there were no rows to measure on.</param>
    /// <param name="elapsed">The time the command took.</param>
    public static JsonObject ToJson(ClassificationReport? report, TimeSpan elapsed)
    {
        ClassificationMetrics? metrics = report?.Metrics;
        JsonObject json = MetricsFile.Create(Classifier.Task, metrics?.Rows ?? 0, elapsed);
        json["accuracy"] = MetricsFile.Number(metrics?.Accuracy);
        json["macro_f1"] = MetricsFile.Number(metrics?.MacroF1);
        json["log_loss"] = MetricsFile.Number(metrics?.LogLoss);
        json["ece"] = MetricsFile.Number(metrics?.CalibrationError);
        json["unknown_label_rows"] = metrics?.UnknownLabelRows ?? 0;
        return json;
    }

    private Table ClassTable()
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn("class");
        foreach (string name in (string[])["precision", "recall", "F1", "baseline F1", "rows"])
        {
            table.AddColumn(name, column => column.RightAligned());
        }

        int majority = metrics.Majority.Label;
        foreach (ClassScores scores in MostFrequent.Of(metrics.Classes, scores => scores.Support))
        {
            table.AddRow(
                Markup.Escape(Printable.Value(labels[scores.Label])),
                Share(scores.Precision),
                Share(scores.Recall),
                Share(scores.F1),
                Share(scores.Label == majority ? metrics.MajorityF1 : 0),
                Count(scores.Support));
        }

        return table;
    }

    private Table TotalTable()
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn("all classes");
        table.AddColumn("model", column => column.RightAligned());
        table.AddColumn("baseline", column => column.RightAligned());
        table.AddRow("accuracy", Share(metrics.Accuracy), Share(metrics.MajorityAccuracy));
        table.AddRow("macro F1", Share(metrics.MacroF1), Share(metrics.MajorityMacroF1));
        table.AddRow("log loss", metrics.LogLoss is { } loss ? Share(loss) : "none", "");
        table.AddRow("calibration error", Share(metrics.CalibrationError), "");
        return table;
    }

    private static string Share(double value) => value.ToString("F3", CultureInfo.InvariantCulture);

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
