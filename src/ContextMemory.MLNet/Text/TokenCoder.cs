namespace ContextMemory.MLNet.Text;

/// <summary>Turns text into <see cref="TokenCodes"/>.</summary>
internal abstract class TokenCoder
{
    /// <summary>Rows that the embedding table must have.</summary>
    public abstract int TableRows { get; }

    /// <summary>Rows that stand for one known word or piece each: from <see cref="TokenCodes.SpecialRows"/> on.</summary>
    public abstract int KnownRows { get; }

    /// <summary>Words or pieces that have a row each, wherever it lies.</summary>
    public virtual int KnownTokens => KnownRows;

    /// <summary>Appends the codes of a text: of one token at least, <see cref="TokenCodes.Empty"/> where it has none.</summary>
    public void Encode(ReadOnlySpan<char> text, List<int> codes)
    {
        int before = codes.Count;
        EncodeTokens(text, codes);
        if (codes.Count == before)
        {
            codes.Add(TokenCodes.Empty);
        }
    }

    /// <summary>The codes of a text alone.</summary>
    public int[] Encode(ReadOnlySpan<char> text)
    {
        var codes = new List<int>();
        Encode(text, codes);
        return [.. codes];
    }

    /// <summary>The tokens of a text, one for each that <see cref="Encode(ReadOnlySpan{char})"/> gives a code.</summary>
    public IReadOnlyList<LocatedToken> Locate(string text)
    {
        List<LocatedToken> tokens = LocateTokens(text);
        return tokens.Count > 0 ? tokens : [new LocatedToken(ReadOnlyMemory<char>.Empty, 0)];
    }

    /// <summary>Turns one text that comes in pieces into codes.</summary>
    public abstract CodeStream OpenStream();

    protected abstract void EncodeTokens(ReadOnlySpan<char> text, List<int> codes);

    protected abstract List<LocatedToken> LocateTokens(string text);
}
