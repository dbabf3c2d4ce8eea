namespace ContextMemory.MLNet.Numerics;

/// <summary>
/// The constants of one optimizer step (Kingma and Ba 2015, algorithm 1; decay as in Loshchilov and Hutter 2019, algorithm 2):
/// m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2, p = (1 - rate decay) p - rate / (1 - b1^t) m / (sqrt(v / (1 - b2^t)) + epsilon).
/// </summary>
internal readonly struct AdamStep
{
    public AdamStep(int step, float rate, float beta1, float beta2, float epsilon, float decay, float gradientScale)
    {
        Beta1 = beta1;
        Beta2 = beta2;
        Epsilon = epsilon;
        GradientScale = gradientScale;
        Keep = 1 - rate * decay;
        StepSize = (float)(rate / (1 - Math.Pow(beta1, step)));
        VarianceScale = (float)(1 / (1 - Math.Pow(beta2, step)));
    }

    public float Beta1 { get; }

    public float Beta2 { get; }

    public float Epsilon { get; }

    /// <summary>What every gradient is multiplied by first: below 1 where the norm is clipped.</summary>
    public float GradientScale { get; }

    /// <summary>Share of a parameter that weight decay leaves.</summary>
    public float Keep { get; }

    public float StepSize { get; }

    public float VarianceScale { get; }
}
