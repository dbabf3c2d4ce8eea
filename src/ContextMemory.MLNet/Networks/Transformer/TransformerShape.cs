namespace ContextMemory.MLNet.Networks;

/// <summary>The sizes of a pretrained transformer of the BERT family (Devlin 2019), as its configuration gives them.</summary>
internal sealed record TransformerShape
{
    /// <summary>Rows of the table of pieces.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Size of a piece's vector.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Blocks of self-attention and feed-forward on top of one another.</summary>
    public required int Layers { get; init; }

    /// <summary>Attention heads, which share a vector evenly.</summary>
    public required int Heads { get; init; }

    /// <summary>Size of the hidden layer between the two linear layers of the feed-forward part.</summary>
    public required int FeedForwardSize { get; init; }

    /// <summary>Rows of the table of positions.</summary>
    public required int Positions { get; init; }

    /// <summary>The row of the first position: 0 for BERT and DistilBERT; that behind the padding's for RoBERTa, usually 2.</summary>
    public int FirstPosition { get; init; }

    /// <summary>Rows of the table of token types; 0 where there is none (DistilBERT). A text is of type 0.</summary>
    public int TokenTypes { get; init; }

    /// <summary>What layer normalization adds to a variance.</summary>
    public double Epsilon { get; init; } = 1e-12;

    /// <summary>The activation of the feed-forward part.</summary>
    public TransformerActivation Activation { get; init; } = TransformerActivation.Gelu;
}
