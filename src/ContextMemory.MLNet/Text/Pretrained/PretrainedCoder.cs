namespace ContextMemory.MLNet.Text.Pretrained;

/// <summary>
/// Turns text into the input of a pretrained transformer: the ids of its tokenizer, segment by segment. Each segment is a complete input: the start
/// piece, at most <see cref="SegmentLength"/> - 2 pieces of the text, the end piece. All but the last are full. A text without pieces is one segment
/// of two codes. The text is read as it is, without the canonical form that the words of other coders have: the reference does not have it.
/// </summary>
internal sealed class PretrainedCoder : TokenCoder
{
    /// <summary>Codes of a segment that are not of the text.</summary>
    public const int FrameLength = 2;

    /// <param name="tokenizer">Makes the pieces.</param>
    /// <param name="segmentLength">Codes of a segment with its frame, 3 at least: the positions that the transformer has.</param>
    /// <param name="tableRows">Rows of the transformer's table, which may have more than there are pieces; 0 for one a piece.</param>
    public PretrainedCoder(PretrainedTokenizer tokenizer, int segmentLength, int tableRows = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(segmentLength, FrameLength);
        Tokenizer = tokenizer;
        SegmentLength = segmentLength;
        TableRows = Math.Max(tableRows, tokenizer.VocabularySize);
    }

    public PretrainedTokenizer Tokenizer { get; }

    public int SegmentLength { get; }

    public override int TableRows { get; }

    /// <summary>All rows: there are none but those of pieces, special ones among them.</summary>
    public override int KnownRows => Tokenizer.VocabularySize;

    public override CodeStream OpenStream() => new PretrainedCodeStream(this);

    protected override void EncodeTokens(ReadOnlySpan<char> text, List<int> codes)
    {
        var pieces = new List<TextPiece>();
        Tokenizer.Encode(text, pieces);
        var frame = new SegmentFrame(this);
        frame.Append(pieces, codes);
        frame.End(codes);
    }

    /// <summary>Special pieces have an empty text, where the piece before them ends.</summary>
    protected override List<LocatedToken> LocateTokens(string text)
    {
        var pieces = new List<TextPiece>();
        Tokenizer.Encode(text, pieces);
        var tokens = new List<LocatedToken>();
        int pieceCount = SegmentLength - FrameLength;
        for (int first = 0; first == 0 || first < pieces.Count; first += pieceCount)
        {
            int last = Math.Min(first + pieceCount, pieces.Count);
            tokens.Add(Nothing(text, first == 0 ? 0 : pieces[first - 1].End));
            foreach (TextPiece piece in pieces[first..last])
            {
                tokens.Add(new LocatedToken(text.AsMemory(piece.Start, piece.Length), piece.Start));
            }

            tokens.Add(Nothing(text, last == 0 ? 0 : pieces[last - 1].End));
        }

        return tokens;
    }

    private static LocatedToken Nothing(string text, int place) => new(text.AsMemory(place, 0), place);
}
