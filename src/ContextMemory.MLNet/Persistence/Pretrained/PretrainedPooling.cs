namespace ContextMemory.MLNet.Persistence.Pretrained;

/// <summary>How a pretrained model makes one vector of the vectors of a text's pieces.</summary>
internal enum PretrainedPoolingKind
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>That of the first piece, which stands for the text.</summary>
    First,

    /// <summary>The largest value of each component.</summary>
    Maximum,
}

/// <summary>How a pretrained model of sentences was trained to give the vector of a text.</summary>
/// <param name="Kind">How vectors of pieces become one.</param>
/// <param name="Normalizes">Whether the vector is then divided by its length.</param>
internal sealed record PretrainedPooling(PretrainedPoolingKind Kind, bool Normalizes);
