namespace ContextMemory.MLNet.Networks;

/// <summary>A loss.</summary>
internal enum LossKind
{
    /// <summary>None: the network is not trained as it is.</summary>
    None,

    /// <summary>Cross entropy between a class and the softmax of the logits.</summary>
    CrossEntropy,

    /// <summary>Cross entropy between each label and the sigmoid of its logit.</summary>
    BinaryCrossEntropy,

    /// <summary>Cross entropy of the words at tokens, and of the words of a document where a head predicts these.</summary>
    TokenPrediction,

    /// <summary>-ln of the probability of a sequence of tags.</summary>
    TagSequence,

    /// <summary>Cross entropy between the shares of a list's items and the softmax of their scores.</summary>
    ListCrossEntropy,
}
