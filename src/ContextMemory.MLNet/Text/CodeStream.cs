using ContextMemory.MLNet.Text.Normalization;

namespace ContextMemory.MLNet.Text;

/// <summary>
/// The codes of a text that comes in pieces: those that <see cref="TokenCoder.Encode(ReadOnlySpan{char})"/> gives for the whole text, wherever
/// the pieces end. Only the end of what came is held, as long as what comes can change how it is read.
/// </summary>
internal abstract class CodeStream
{
    private readonly CanonicalStream _canonical = new();
    private bool _hasCodes;

    /// <summary>Canonical text that has not been read to its end.</summary>
    protected List<char> Pending { get; } = [];

    /// <summary>Appends the codes of all tokens that are known for sure with this piece.</summary>
    public void Add(ReadOnlySpan<char> piece, List<int> codes)
    {
        while (!piece.IsEmpty)
        {
            int taken = Math.Min(piece.Length, CanonicalStream.Block);
            int before = Pending.Count;
            _canonical.Add(piece[..taken], Pending);
            piece = piece[taken..];
            if (Pending.Count > before)
            {
                Read(codes, isEnd: false);
            }
        }
    }

    /// <summary>Appends the codes of what is left; those of a text are one at least, <see cref="TokenCodes.Empty"/> where it has no token.</summary>
    public void End(List<int> codes)
    {
        _canonical.End(Pending);
        Read(codes, isEnd: true);
        if (!_hasCodes)
        {
            codes.Add(TokenCodes.Empty);
        }
    }

    /// <summary>Reads of <see cref="Pending"/> what is known for sure, and removes what is not needed any more.</summary>
    protected abstract void ReadPending(List<int> codes, bool isEnd);

    private void Read(List<int> codes, bool isEnd)
    {
        int before = codes.Count;
        ReadPending(codes, isEnd);
        _hasCodes |= codes.Count > before;
    }
}
