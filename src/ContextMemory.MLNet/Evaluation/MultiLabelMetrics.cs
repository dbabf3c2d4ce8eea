using static System.FormattableString;

namespace ContextMemory.MLNet;

/// <summary>How good a classifier of any number of labels a row is, over all rows it was measured on.</summary>
public sealed record MultiLabelMetrics
{
    /// <summary>Rows measured.</summary>
    public required long Rows { get; init; }

    /// <summary>Over all labels of all rows (micro average): frequent labels weigh more.</summary>
    public required MatchScores Micro { get; init; }

    /// <summary>By label, of all that rows have or were found to have, in ordinal order.</summary>
    public required IReadOnlyDictionary<string, MatchScores> PerLabel { get; init; }

    /// <summary>Share of the rows that were found to have just the labels that they have, 0 to 1.</summary>
    public required double SubsetAccuracy { get; init; }

    /// <summary>F1 over all labels of all rows, 0 to 1.</summary>
    public double MicroF1 => Micro.F1;

    /// <summary>Mean of the labels' F1, each label counted the same, 0 to 1; 0 where there is no label.</summary>
    public double MacroF1 => PerLabel.Count == 0 ? 0 : PerLabel.Values.Average(scores => scores.F1);

    /// <summary>The numbers in one line, in the invariant culture.</summary>
    public override string ToString() =>
        Invariant($"{Rows} rows, {PerLabel.Count} labels: micro F1 {MicroF1:F3}, macro F1 {MacroF1:F3}, subset accuracy {SubsetAccuracy:F3}");
}
