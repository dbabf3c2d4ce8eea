namespace ContextMemory.MLNet.Training;

/// <summary>Rises in a line from zero to the peak, then falls in a line to zero.</summary>
internal sealed class LearningRateSchedule(double peak, double warmupShare, int steps)
{
    private readonly double _warmup = Math.Max(1, Math.Ceiling(warmupShare * steps));

    /// <summary>The rate of a step, the first being 1.</summary>
    public float Rate(int step) => (float)(peak * (step <= _warmup ? step / _warmup : (steps - step + 1) / (steps - _warmup + 1)));
}
