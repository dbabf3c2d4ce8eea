using ContextMemory.MLNet.Text.Normalization;

namespace ContextMemory.MLNet.Text;

/// <summary>A stream of codes that reads the canonical form of the text.</summary>
internal abstract class CanonicalCodeStream : CodeStream
{
    private readonly CanonicalStream _canonical = new();
    private bool _hasCodes;

    /// <summary>Canonical text that has not been read to its end.</summary>
    protected List<char> Pending { get; } = [];

    public sealed override void Add(ReadOnlySpan<char> piece, List<int> codes)
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

    /// <summary>Appends the codes of what is left; <see cref="TokenCodes.Empty"/> where the text has no token.</summary>
    public sealed override void End(List<int> codes)
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
