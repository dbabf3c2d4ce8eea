using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Text.Pretrained;

/// <summary>
/// The codes of a text that comes in pieces, those that <see cref="PretrainedCoder"/> gives for the whole. The text is cut where the tokenizer
/// parts words anyway. <see cref="MostHeld"/> units without such a place are no text: they are cut all the same, as if a text began behind them.
/// </summary>
internal sealed class PretrainedCodeStream(PretrainedCoder coder) : CodeStream
{
    /// <summary>UTF-16 units that are held at most.</summary>
    public const int MostHeld = 65_536;

    // So much is read at once, and so much must come before what has no place to cut is looked at again.
    private const int Window = 4_096;

    private readonly List<char> _held = [];
    private readonly List<TextPiece> _pieces = [];
    private readonly SegmentFrame _frame = new(coder);
    private int _enough = Window;

    public override void Add(ReadOnlySpan<char> piece, List<int> codes)
    {
        while (!piece.IsEmpty)
        {
            int taken = Math.Min(piece.Length, _enough - _held.Count);
            _held.AddRange(piece[..taken]);
            piece = piece[taken..];
            if (_held.Count == _enough)
            {
                Cut(codes);
            }
        }
    }

    public override void End(List<int> codes)
    {
        Encode(_held.Count, codes);
        _frame.End(codes);
    }

    private void Cut(List<int> codes)
    {
        int end = coder.Tokenizer.LastCut(CollectionsMarshal.AsSpan(_held));
        if (end == 0 && _held.Count == MostHeld)
        {
            end = MostHeld - (char.IsHighSurrogate(_held[^1]) ? 1 : 0);
        }

        if (end > 0)
        {
            Encode(end, codes);
        }

        _enough = Math.Min(_held.Count + Window, MostHeld);
    }

    private void Encode(int end, List<int> codes)
    {
        _pieces.Clear();
        coder.Tokenizer.Encode(CollectionsMarshal.AsSpan(_held)[..end], _pieces);
        _frame.Append(_pieces, codes);
        _held.RemoveRange(0, end);
    }
}
