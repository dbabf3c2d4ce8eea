namespace Microsoft.ML.Data;

public sealed class MulticlassClassificationMetrics
{
    internal MulticlassClassificationMetrics(MulticlassEvaluator totals, int topKPredictionCount)
    {
        LogLoss = totals.LogLoss;
        LogLossReduction = totals.LogLossReduction;
        MacroAccuracy = totals.MacroAccuracy;
        MicroAccuracy = totals.MicroAccuracy;
        TopKPredictionCount = topKPredictionCount;
        TopKAccuracyForAllK = topKPredictionCount > 0 ? totals.TopKAccuracies(topKPredictionCount) : null;
        PerClassLogLoss = totals.PerClassLogLoss;
        ConfusionMatrix = totals.ConfusionMatrix;
    }

    public double LogLoss { get; }

    public double LogLossReduction { get; }

    public double MacroAccuracy { get; }

    public double MicroAccuracy { get; }

    public double TopKAccuracy => TopKAccuracyForAllK?.LastOrDefault() ?? 0;

    public int TopKPredictionCount { get; }

    public IReadOnlyList<double> TopKAccuracyForAllK { get; }

    public IReadOnlyList<double> PerClassLogLoss { get; }

    public ConfusionMatrix ConfusionMatrix { get; }
}
