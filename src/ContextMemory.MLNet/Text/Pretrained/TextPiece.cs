namespace ContextMemory.MLNet.Text.Pretrained;

/// <summary>
/// A piece of a text. Pieces of one text are in order and do not overlap: where one character makes several pieces, as a Hangul syllable that
/// is taken apart does, the first one has it and the others have length 0 behind it.
/// </summary>
/// <param name="Id">The piece's number in the vocabulary.</param>
/// <param name="Start">Its first UTF-16 unit in the text that was given.</param>
/// <param name="Length">UTF-16 units of that text, with the marks that were dropped behind its characters.</param>
internal readonly record struct TextPiece(int Id, int Start, int Length)
{
    public int End => Start + Length;
}
