namespace ContextMemory.MLNet.Training;

/// <param name="Loss">Mean loss, smaller is better.</param>
/// <param name="Metric">The task's measure, larger is better.</param>
/// <param name="GoesByLoss">Whether the loss tells which of two is better: on few rows it is less a matter of chance than the measure.</param>
internal readonly record struct ValidationResult(double Loss, double Metric, bool GoesByLoss = false)
{
    public bool IsBetterThan(ValidationResult? other) =>
        other is not { } best
        || (GoesByLoss ? Loss < best.Loss : IsBetterByMetric(best));

    private bool IsBetterByMetric(ValidationResult best) =>
        Metric > best.Metric || (Metric == best.Metric && Loss < best.Loss);
}
