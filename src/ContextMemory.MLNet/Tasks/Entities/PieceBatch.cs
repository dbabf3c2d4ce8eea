using System.Runtime.InteropServices;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Text.Pretrained;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>
/// The inputs of a transformer that hold the pieces of some segments' tokens: a start, as many tokens as there is room for, an end. A segment
/// is one input, or several. Where they overlap, tokens of the segments before and behind stand around its own, and a token's vector is that of
/// the input in which it has most pieces on the side where it has fewer.
/// </summary>
internal sealed class PieceBatch
{
    private readonly List<int> _codes = [];
    private readonly List<int> _lengths = [];
    private readonly List<int> _firstPieces = [];

    // For each token the pieces on the side where it has fewer, in the input that its vector is taken from.
    private readonly List<int> _contexts = [];
    private readonly List<int> _around = [];

    /// <summary>The inputs.</summary>
    public SequenceBatch Sequences { get; } = new();

    /// <summary>The pieces of all inputs, by their numbers.</summary>
    public ReadOnlySpan<int> Codes => CollectionsMarshal.AsSpan(_codes);

    /// <summary>For each token of the segments the row of its first piece.</summary>
    public ReadOnlySpan<int> FirstPieces => CollectionsMarshal.AsSpan(_firstPieces);

    /// <param name="batch">The segments of the selected round: for each token the number of its first piece, followed by the complements (~) of the further ones.</param>
    /// <param name="transformer">What stands around the pieces of an input, how long an input may be, and how many pieces two of them share.</param>
    public void Set(EntityBatch batch, TransformerSpec transformer)
    {
        _codes.Clear();
        _lengths.Clear();
        _firstPieces.Clear();
        _contexts.Clear();
        ReadOnlySpan<int> pieces = batch.Pieces.Codes;
        for (int segment = 0; segment < batch.Sequences.Count; segment++)
        {
            int length = LengthOf(pieces, batch.Sequences.Length(segment));
            Add(batch.PiecesBefore(segment), pieces[..length], batch.PiecesBehind(segment), transformer);
            pieces = pieces[length..];
        }

        Sequences.Set(CollectionsMarshal.AsSpan(_lengths));
    }

    private void Add(ReadOnlySpan<int> before, ReadOnlySpan<int> own, ReadOnlySpan<int> behind, TransformerSpec transformer)
    {
        int overlap = transformer.Options.SegmentOverlap;
        int room = transformer.Options.SegmentLength - PretrainedCoder.FrameLength;
        _around.Clear();
        Append(LastTokens(before, overlap), room);
        int first = _around.Count;
        Append(own, room);
        int last = _around.Count;
        Append(FirstTokens(behind, overlap), room);

        // The number of the first of the segment's tokens that begin in the input or behind it.
        int token = _firstPieces.Count;
        for (int start = 0, end = -1; end < _around.Count;)
        {
            end = EndOfInput(start, room);
            AddInput(start, end, first, last, token, transformer);
            int next = StartOfNext(start, end, overlap, room);
            for (; start < next; start++)
            {
                token += start >= first && start < last && _around[start] >= 0 ? 1 : 0;
            }
        }
    }

    private void AddInput(int start, int end, int first, int last, int token, TransformerSpec transformer)
    {
        int begin = _codes.Count;
        _codes.Add(transformer.Start);
        for (int piece = start; piece < end; piece++)
        {
            int code = _around[piece];
            if (code >= 0 && piece >= first && piece < last)
            {
                Place(token++, Math.Min(piece - start, end - EndOfToken(piece)));
            }

            _codes.Add(code >= 0 ? code : ~code);
        }

        _codes.Add(transformer.End);
        _lengths.Add(_codes.Count - begin);
    }

    /// <summary>Says that a token's first piece comes next.</summary>
    private void Place(int token, int context)
    {
        if (token == _firstPieces.Count)
        {
            _firstPieces.Add(_codes.Count);
            _contexts.Add(context);
        }
        else if (context > _contexts[token])
        {
            _firstPieces[token] = _codes.Count;
            _contexts[token] = context;
        }
    }

    private int EndOfInput(int start, int room)
    {
        int end = EndOfToken(start);
        while (end < _around.Count && EndOfToken(end) - start <= room)
        {
            end = EndOfToken(end);
        }

        return end;
    }

    /// <summary>Where the input behind another begins: so that both share whole tokens, and there is room for a further one.</summary>
    private int StartOfNext(int start, int end, int overlap, int room)
    {
        int needed = end < _around.Count ? EndOfToken(end) : end;
        int next = Math.Max(start + 1, Math.Max(end - overlap, needed - room));
        while (next < end && _around[next] < 0)
        {
            next++;
        }

        return next;
    }

    private int EndOfToken(int piece)
    {
        do
        {
            piece++;
        }
        while (piece < _around.Count && _around[piece] < 0);
        return piece;
    }

    /// <summary>Appends tokens. One that is longer than an input loses its last pieces.</summary>
    private void Append(ReadOnlySpan<int> pieces, int room)
    {
        int ofToken = 0;
        foreach (int piece in pieces)
        {
            ofToken = piece >= 0 ? 1 : ofToken + 1;
            if (ofToken <= room)
            {
                _around.Add(piece);
            }
        }
    }

    /// <summary>How many pieces so many tokens have.</summary>
    private static int LengthOf(ReadOnlySpan<int> pieces, int tokens)
    {
        int length = 0;
        while (length < pieces.Length && (pieces[length] < 0 || tokens-- > 0))
        {
            length++;
        }

        return length;
    }

    /// <summary>The last whole tokens with so many pieces at most.</summary>
    private static ReadOnlySpan<int> LastTokens(ReadOnlySpan<int> pieces, int most)
    {
        int start = Math.Max(0, pieces.Length - most);
        while (start < pieces.Length && pieces[start] < 0)
        {
            start++;
        }

        return pieces[start..];
    }

    /// <summary>The first whole tokens with so many pieces at most.</summary>
    private static ReadOnlySpan<int> FirstTokens(ReadOnlySpan<int> pieces, int most)
    {
        int end = Math.Min(most, pieces.Length);
        while (end > 0 && end < pieces.Length && pieces[end] < 0)
        {
            end--;
        }

        return pieces[..end];
    }
}
