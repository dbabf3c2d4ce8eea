namespace ContextMemory.MLNet.Numerics;

/// <summary>The steps of the optimizer.</summary>
internal abstract unsafe partial class Kernels
{
    /// <summary>One step of Adam with decoupled weight decay over a slice of the parameters.</summary>
    public abstract void Adam(in AdamStep step, float* values, float* gradients, float* mean, float* variance, int count);

    /// <summary>
    /// Several steps of Adam at once over a slice whose gradient was zero in all of them: values -= drift m / (sqrt(v) + epsilon), then
    /// the moments decay.
    /// </summary>
    public abstract void AdamIdle(in AdamIdleSteps steps, float* values, float* mean, float* variance, int count);
}
