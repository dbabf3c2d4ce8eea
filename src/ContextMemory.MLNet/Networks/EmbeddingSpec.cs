namespace ContextMemory.MLNet.Networks;

/// <summary>An embedding table.</summary>
/// <param name="Name">What the name of its parameter begins with.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Size">Dimensions of a row.</param>
internal sealed record EmbeddingSpec(string Name, int Rows, int Size)
{
    /// <summary>
    /// What reads the characters of each token, with a linear head whose outputs are added to the token's row of the table; null for nothing.
    /// Its parameters come after those of all heads.
    /// </summary>
    public MemberSpec? Characters { get; init; }

    /// <summary>
    /// The transformer that reads the rows of the table, the pieces of tokens; of each token the vector of its first piece is taken. Null where there
    /// is no transformer. Its parameters come after those of all heads.
    /// </summary>
    public TransformerSpec? Transformer { get; init; }
}
