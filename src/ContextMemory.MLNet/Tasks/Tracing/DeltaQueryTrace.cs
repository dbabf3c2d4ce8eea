namespace ContextMemory.MLNet;

/// <summary>Which written tokens the query of a token finds in an associative memory.</summary>
public sealed record DeltaQueryTrace
{
    /// <summary>The index of the token that asks, from 0.</summary>
    public required int Token { get; init; }

    /// <summary>The token, as <see cref="TracedToken.Text"/>.</summary>
    public required string Text { get; init; }

    /// <summary>
    /// The written tokens that are found most, up to the token itself. The weight is that of the written token's value in what is read, which is just the sum
    /// of all values by their weights: the product of query and key, times the gate, less what later tokens wrote over it. It is 1 where the query is
    /// the token's key alone, 0 where it was overwritten or has an unrelated key, and may be as low as -1; the list goes by the size. Of tokens that were
    /// written long ago, with 4,096 or more written since, none is found.
    /// </summary>
    public required IReadOnlyList<TokenWeight> Found { get; init; }
}
