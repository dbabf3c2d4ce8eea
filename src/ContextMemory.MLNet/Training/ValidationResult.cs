namespace ContextMemory.MLNet.Training;

/// <param name="Loss">Mean loss, smaller is better.</param>
/// <param name="Metric">The task's measure, larger is better.</param>
internal readonly record struct ValidationResult(double Loss, double Metric)
{
    public bool IsBetterThan(ValidationResult? other) =>
        other is not { } best || Metric > best.Metric || (Metric == best.Metric && Loss < best.Loss);
}
