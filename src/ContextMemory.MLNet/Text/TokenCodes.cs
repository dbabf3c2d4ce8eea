namespace ContextMemory.MLNet.Text;

/// <summary>
/// Token codes: row numbers of the embedding table. A token whose vector is the mean of several rows is one code followed by the
/// complements (~) of the further ones.
/// </summary>
internal static class TokenCodes
{
    /// <summary>The row that stands for a token hidden from the model.</summary>
    public const int Mask = 0;

    /// <summary>The row of the one token that a text without tokens has.</summary>
    public const int Empty = 1;

    /// <summary>Rows before those of the words.</summary>
    public const int SpecialRows = 2;

    private const double UsualShare = 0.95;

    /// <summary>The row of the embedding table that a code reads, be it a token's first or a further one.</summary>
    public static int RowOf(int code) => code < 0 ? ~code : code;

    /// <summary>Number of tokens of all documents together.</summary>
    public static long CountTokens(IEnumerable<int[]> documents) => documents.Sum(codes => (long)CountTokens(codes));

    /// <summary>The tokens that 19 of 20 documents have at most; 0 where there are no documents.</summary>
    public static int UsualLength(IReadOnlyList<int[]> documents)
    {
        int[] lengths = [.. documents.Select(codes => CountTokens(codes)).Order()];
        return lengths.Length == 0 ? 0 : lengths[(int)((lengths.Length - 1) * UsualShare)];
    }

    /// <summary>Number of tokens of a document.</summary>
    public static int CountTokens(ReadOnlySpan<int> codes)
    {
        int count = 0;
        foreach (int code in codes)
        {
            count += code >= 0 ? 1 : 0;
        }

        return count;
    }
}
