using System.Globalization;
using System.Text.Json.Nodes;
using ContextMemory.MLNet.Cli.Output;
using Spectre.Console;

namespace ContextMemory.MLNet.Cli.Tasks.Entities;

/// <summary>How good an entity extractor is, for people and for programs.</summary>
internal sealed class EntityReport(EntityMetrics metrics) : ITaskReport
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

    public void WriteLine(TextWriter output) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"On {metrics.Rows:N0} validation rows with {metrics.Micro.Support:N0} entities: precision {metrics.Precision:F4}, " +
        $"recall {metrics.Recall:F4}, F1 {metrics.F1:F4}."));

    public JsonObject ToJson(TimeSpan elapsed) => ToJson(this, elapsed);

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
        json["per_type"] = MatchTable.ToJson(metrics?.PerType);
        json["partial_matches"] = metrics?.PartialMatches ?? 0;
        json["type_errors"] = metrics?.TypeErrors ?? 0;
        json["missed"] = metrics?.Missed ?? 0;
        json["spurious"] = metrics?.Spurious ?? 0;
        return json;
    }

    private Table TypeTable()
    {
        var table = new MatchTable("type", "entities");
        foreach ((string type, MatchScores scores) in metrics.PerType)
        {
            table.Add(type, scores);
        }

        table.Add("all", metrics.Micro);
        table.AddMean("mean of types", metrics.MacroPrecision, metrics.MacroRecall, metrics.MacroF1);
        return table.Table;
    }

    private IEnumerable<string> Mistaken() => metrics.Confusion
        .Where(pair => pair.Key.Type != pair.Key.Found)
        .OrderByDescending(pair => pair.Value)
        .Select(pair => string.Create(CultureInfo.InvariantCulture, $"{Printable.Value(pair.Key.Type)} for {Printable.Value(pair.Key.Found)} {pair.Value:N0}"));
}
