namespace ContextMemory.MLNet.Text.Pretrained;

/// <summary>Puts the pieces of one text, which may come bit by bit, into segments with a start and an end.</summary>
internal sealed class SegmentFrame(PretrainedCoder coder)
{
    // Codes of the segment that is open, with its start; 0 before the first one.
    private int _length;

    public void Append(List<TextPiece> pieces, List<int> codes)
    {
        foreach (TextPiece piece in pieces)
        {
            if (_length == coder.SegmentLength - 1)
            {
                End(codes);
            }

            Begin(codes);
            codes.Add(piece.Id);
            _length++;
        }
    }

    /// <summary>Ends the segment that is open, or the empty one of an empty text.</summary>
    public void End(List<int> codes)
    {
        Begin(codes);
        codes.Add(coder.Tokenizer.End);
        _length = 0;
    }

    private void Begin(List<int> codes)
    {
        if (_length == 0)
        {
            codes.Add(coder.Tokenizer.Start);
            _length = 1;
        }
    }
}
