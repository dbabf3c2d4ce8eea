using System.Globalization;
using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Output;
using Spectre.Console;

namespace ContextMemory.MLNet.Cli.Tasks.Summarization;

/// <summary>How good summaries are, for people and for programs.</summary>
internal sealed class SummaryReport(SummaryComparison comparison) : ITaskReport
{
    public SummarizationMetrics Metrics => comparison.Summaries;

    public SummarizationMetrics Lead => comparison.Lead;

    public void Write(TextWriter output)
    {
        IAnsiConsole console = PlainConsole.Create(output);
        Table table = new Table().Border(TableBorder.Simple).AddColumn("100 x F1");
        foreach (string name in (string[])["ROUGE-1", "ROUGE-2", "ROUGE-L"])
        {
            table.AddColumn(name, column => column.RightAligned());
        }

        AddRow(table, "summaries", comparison.Summaries);
        AddRow(table, "first sentences", comparison.Lead);
        AddRow(table, "best sentences", comparison.Best);
        console.Write(table);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Metrics.Rows:N0} rows; in brackets 95% bootstrap intervals. The best sentences are those that the references would choose."));
    }

    public void WriteLine(TextWriter output) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"On {Metrics.Rows:N0} validation rows: ROUGE-1 {100 * Metrics.Rouge1.F1:F2}, ROUGE-2 " +
        $"{100 * Metrics.Rouge2.F1:F2}, ROUGE-L {100 * Metrics.RougeL.F1:F2} " +
        $"(the first sentences: {100 * Lead.Rouge1.F1:F2}, {100 * Lead.Rouge2.F1:F2}, {100 * Lead.RougeL.F1:F2})."));

    public JsonObject ToJson(TimeSpan elapsed) => ToJson(this, elapsed);

    /// <param name="report">The measures; null where there were no rows to measure on.</param>
    /// <param name="elapsed">The time the command took.</param>
    public static JsonObject ToJson(SummaryReport? report, TimeSpan elapsed)
    {
        JsonObject json = MetricsFile.Create(SummaryModel.Task, report?.Metrics.Rows ?? 0, elapsed);
        Add(json, "", report?.Metrics);
        Add(json, "lead_", report?.Lead);
        Add(json, "best_", report?.Best);
        return json;
    }

    private SummarizationMetrics Best => comparison.Best;

    private static void AddRow(Table table, string name, SummarizationMetrics metrics) =>
        table.AddRow(name, Cell(metrics.Rouge1), Cell(metrics.Rouge2), Cell(metrics.RougeL));

    private static string Cell(RougeMean mean) => Markup.Escape(string.Create(
        CultureInfo.InvariantCulture,
        $"{100 * mean.F1:F2} ({100 * mean.F1Interval.Lower:F1} to {100 * mean.F1Interval.Upper:F1})"));

    private static void Add(JsonObject json, string prefix, SummarizationMetrics? metrics)
    {
        Add(json, $"{prefix}rouge1", metrics?.Rouge1);
        Add(json, $"{prefix}rouge2", metrics?.Rouge2);
        Add(json, $"{prefix}rougeL", metrics?.RougeL);
    }

    private static void Add(JsonObject json, string name, RougeMean? mean)
    {
        json[name] = MetricsFile.Number(mean?.F1);
        json[$"{name}_precision"] = MetricsFile.Number(mean?.Precision);
        json[$"{name}_recall"] = MetricsFile.Number(mean?.Recall);
        json[$"{name}_lower"] = MetricsFile.Number(mean?.F1Interval.Lower);
        json[$"{name}_upper"] = MetricsFile.Number(mean?.F1Interval.Upper);
    }
}
