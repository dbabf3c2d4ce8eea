namespace ContextMemory.MLNet.Numerics;

/// <summary>What a run of optimizer steps without a gradient comes to; see <see cref="Engines.Managed.AdamOptimizer"/>.</summary>
internal readonly record struct AdamIdleSteps(float Drift, float Epsilon, float MeanDecay, float VarianceDecay);
