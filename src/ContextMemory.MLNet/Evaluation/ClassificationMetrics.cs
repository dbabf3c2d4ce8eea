using static System.FormattableString;

namespace ContextMemory.MLNet;

/// <summary>How good a classifier is, over all rows it was measured on.</summary>
public sealed record ClassificationMetrics
{
    /// <summary>Rows measured.</summary>
    public required long Rows { get; init; }

    /// <summary>Rows whose label the model does not know: they count as wrong and stay out of the log loss.</summary>
    public required long UnknownLabelRows { get; init; }

    /// <summary>Share of the rows whose most probable class is the right one.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Mean F1 of the classes that occur among the labels or the predictions, each counted the same.</summary>
    public required double MacroF1 { get; init; }

    /// <summary>Mean of -ln of the probability given to the right class; null where the model knows none of the labels.</summary>
    public required double? LogLoss { get; init; }

    /// <summary>
    /// Expected calibration error (Guo 2017): how far the probability of the most probable class is from how often that class is
    /// right, over equally wide bins of that probability, weighted by their rows.
    /// </summary>
    public required double CalibrationError { get; init; }

    /// <summary>The classes that occur among the labels or the predictions, by their number.</summary>
    public required IReadOnlyList<ClassScores> Classes { get; init; }

    /// <summary>The most frequent label: what the plainest classifier would always say.</summary>
    public ClassScores Majority => Classes.MaxBy(scores => scores.Support);

    /// <summary>Accuracy of always saying <see cref="Majority"/>.</summary>
    public double MajorityAccuracy => (double)Majority.Support / Rows;

    /// <summary>F1 of <see cref="Majority"/> when it is always said.</summary>
    public double MajorityF1 => 2.0 * Majority.Support / (Rows + Majority.Support);

    /// <summary>Macro F1 of always saying <see cref="Majority"/>.</summary>
    public double MajorityMacroF1 => MajorityF1 / Classes.Count(scores => scores.Support > 0);

    /// <summary>The numbers in one line, in the invariant culture.</summary>
    public override string ToString()
    {
        string logLoss = LogLoss is { } loss ? Invariant($", log loss {loss:F3}") : "";
        string unknown = UnknownLabelRows > 0 ? Invariant($", {UnknownLabelRows} rows of unknown labels") : "";
        string majority = Classes.Count > 0 && Rows > 0 ? Invariant($" (always class {Majority.Label}: accuracy {MajorityAccuracy:F3})") : "";
        return Invariant($"{Rows} rows: accuracy {Accuracy:F3}, macro F1 {MacroF1:F3}{logLoss}, calibration error {CalibrationError:F3}{unknown}{majority}");
    }
}
