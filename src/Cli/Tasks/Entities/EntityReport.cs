using System.Globalization;
using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Output;
using Spectre.Console;

namespace ContextMemory.MLNet.Cli.Tasks.Entities;

/// <summary>How good an entity extractor is, for people and for programs.</summary>
internal sealed class EntityReport(EntityMetrics metrics)
{
    public EntityMetrics Metrics => metrics;

    public void Write(TextWriter output)
    {
        IAnsiConsole console = PlainConsole.Create(output);
        console.Write(TypeTable());
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{metrics.Rows:N0} rows. Of the {metrics.Micro.Support:N0} entities {metrics.Micro.Correct:N0} were found, {metrics.PartialMatches:N0} in part, " +
            $"{metrics.TypeErrors:N0} as another type, {metrics.Missed:N0} not at all; {metrics.Spurious:N0} were found where there are none."));
        if (Mistaken().ToArray() is { Length: > 0 } mistaken)
        {
            output.WriteLine($"Types mistaken for others: {string.Join(", ", mistaken)}.");
        }
    }

    /// <summary>Writes the measures of the rows that training was judged by, in one line.</summary>
    public void WriteLine(TextWriter output) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"On {metrics.Rows:N0} validation rows with {metrics.Micro.Support:N0} entities: precision {metrics.Precision:F4}, " +
        $"recall {metrics.Recall:F4}, F1 {metrics.F1:F4}."));

    /// <param name="report">The measures; null where there were no rows to measure on.</param>
    /// <param name="elapsed">The time the command took.</param>
    public static JsonObject ToJson(EntityReport? report, TimeSpan elapsed)
    {
        EntityMetrics? metrics = report?.Metrics;
        JsonObject json = MetricsFile.Create(Extractor.Task, metrics?.Rows ?? 0, elapsed);
        json["precision"] = MetricsFile.Number(metrics?.Precision);
        json["recall"] = MetricsFile.Number(metrics?.Recall);
        json["f1"] = MetricsFile.Number(metrics?.F1);
        json["macro_f1"] = MetricsFile.Number(metrics?.MacroF1);
        var types = new JsonObject();
        foreach ((string type, MatchScores scores) in metrics?.PerType ?? new Dictionary<string, MatchScores>())
        {
            types[type] = new JsonObject
            {
                ["precision"] = scores.Precision,
                ["recall"] = scores.Recall,
                ["f1"] = scores.F1,
                ["support"] = scores.Support,
                ["predicted"] = scores.Predicted,
            };
        }

        json["per_type"] = types;
        json["partial_matches"] = metrics?.PartialMatches ?? 0;
        json["type_errors"] = metrics?.TypeErrors ?? 0;
        json["missed"] = metrics?.Missed ?? 0;
        json["spurious"] = metrics?.Spurious ?? 0;
        return json;
    }

    private Table TypeTable()
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumn("type");
        foreach (string name in (string[])["precision", "recall", "F1", "entities", "found"])
        {
            table.AddColumn(name, column => column.RightAligned());
        }

        foreach ((string type, MatchScores scores) in metrics.PerType)
        {
            AddRow(table, type, scores.Precision, scores.Recall, scores.F1, scores);
        }

        AddRow(table, "all", metrics.Precision, metrics.Recall, metrics.F1, metrics.Micro);
        table.AddRow("mean of types", Share(metrics.MacroPrecision), Share(metrics.MacroRecall), Share(metrics.MacroF1), "", "");
        return table;
    }

    private static void AddRow(Table table, string name, double precision, double recall, double f1, MatchScores scores) =>
        table.AddRow(Markup.Escape(name), Share(precision), Share(recall), Share(f1), Count(scores.Support), Count(scores.Predicted));

    private IEnumerable<string> Mistaken() => metrics.Confusion
        .Where(pair => pair.Key.Type != pair.Key.Found)
        .OrderByDescending(pair => pair.Value)
        .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key.Type} for {pair.Key.Found} {pair.Value:N0}"));

    private static string Share(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    private static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
