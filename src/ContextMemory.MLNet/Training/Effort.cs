namespace ContextMemory.MLNet;

/// <summary>How much time training may cost for how good a model.</summary>
public enum Effort
{
    /// <summary>
    /// For a first look and for searches: a classifier has its linear part alone; other models are smaller and read the rows a few times.
    /// </summary>
    Fast,

    /// <summary>The default: about three quarters of a point below <see cref="Best"/>, for a fifth of its time.</summary>
    Balanced,

    /// <summary>The best model that this version knows how to train, whatever it takes.</summary>
    Best,
}
