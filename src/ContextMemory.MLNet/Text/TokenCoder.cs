namespace ContextMemory.MLNet.Text;

/// <summary>
/// Turns text into token codes: numbers of rows of the embedding table. A token that is the mean of several rows is one code and
/// the complements (~) of the further ones behind it.
/// </summary>
internal abstract class TokenCoder
{
    /// <summary>The row that stands for a token hidden from the model.</summary>
    public const int Mask = 0;

    /// <summary>The row of the one token that a text without tokens has.</summary>
    public const int Empty = 1;

    /// <summary>Rows before those of the words.</summary>
    public const int SpecialRows = 2;

    /// <summary>Rows that the embedding table must have.</summary>
    public abstract int TableRows { get; }

    /// <summary>Rows that stand for one known word or piece each: from <see cref="SpecialRows"/> on.</summary>
    public abstract int KnownRows { get; }

    /// <summary>Words or pieces that have a row each, wherever it lies.</summary>
    public virtual int KnownTokens => KnownRows;

    /// <summary>Appends the codes of a text: of one token at least, <see cref="Empty"/> where it has none.</summary>
    public void Encode(ReadOnlySpan<char> text, List<int> codes)
    {
        int before = codes.Count;
        EncodeTokens(text, codes);
        if (codes.Count == before)
        {
            codes.Add(Empty);
        }
    }

    /// <summary>The codes of a text alone.</summary>
    public int[] Encode(ReadOnlySpan<char> text)
    {
        var codes = new List<int>();
        Encode(text, codes);
        return [.. codes];
    }

    protected abstract void EncodeTokens(ReadOnlySpan<char> text, List<int> codes);

    /// <summary>The row of the embedding table that a code reads, be it a token's first or a further one.</summary>
    public static int RowOf(int code) => code < 0 ? ~code : code;

    public static long CountTokens(IEnumerable<int[]> documents) => documents.Sum(codes => (long)CountTokens(codes));

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
