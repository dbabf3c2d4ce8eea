namespace ContextMemory.MLNet;

/// <summary>How much the rows of each class count in training.</summary>
public enum ClassWeighting
{
    /// <summary>All rows count the same: the model is right as often as can be.</summary>
    None,

    /// <summary>
    /// Rows of a class count rows / (classes · rows of the class): a rare class as a whole counts as much as a frequent one. Recall of
    /// rare classes rises, accuracy may fall.
    /// </summary>
    Balanced,
}
