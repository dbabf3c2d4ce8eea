namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>
/// A text as the model reads it: rows of its tables, token by token. A token with several rows has one code and the complements (~)
/// of the further ones behind it.
/// </summary>
/// <param name="Words">One row a token.</param>
/// <param name="NGrams">The hashed character n-grams of each token.</param>
/// <param name="Spelling">Shape and affixes of each token.</param>
/// <param name="Context">The features of each token and of those around it.</param>
/// <param name="Repeats">For each token the first token of the text that is the same word.</param>
/// <param name="Blanks">Which tokens are white space, such as the end of a line.</param>
/// <param name="Characters">The characters of each token, equal tokens sharing theirs; empty where the model does not read them.</param>
internal sealed record EntityCodes(int[] Words, int[] NGrams, int[] Spelling, int[] Context, int[] Repeats, bool[] Blanks, int[][] Characters)
{
    /// <summary>The pieces of each token, the first as its number, further ones as complements; empty where no transformer reads them.</summary>
    public int[] Pieces { get; init; } = [];

    /// <summary>Where this is a segment of a longer text and its inputs overlap with others: the pieces of tokens before it.</summary>
    public int[] PiecesBefore { get; init; } = [];

    /// <summary>In the same way those of tokens behind it.</summary>
    public int[] PiecesBehind { get; init; } = [];
}
