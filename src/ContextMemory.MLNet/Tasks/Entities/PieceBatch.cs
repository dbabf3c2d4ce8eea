using System.Runtime.InteropServices;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>
/// The inputs of a transformer that hold the pieces of some segments' tokens: a start, as many tokens as there is room for, an end. A segment
/// is one input, or several.
/// </summary>
internal sealed class PieceBatch
{
    private readonly List<int> _codes = [];
    private readonly List<int> _lengths = [];
    private readonly List<int> _firstPieces = [];

    /// <summary>The inputs.</summary>
    public SequenceBatch Sequences { get; } = new();

    /// <summary>The pieces of all inputs, by their numbers.</summary>
    public ReadOnlySpan<int> Codes => CollectionsMarshal.AsSpan(_codes);

    /// <summary>For each token of the segments the row of its first piece.</summary>
    public ReadOnlySpan<int> FirstPieces => CollectionsMarshal.AsSpan(_firstPieces);

    /// <param name="segments">The segments, in tokens.</param>
    /// <param name="pieces">For each token the number of its first piece, followed by the complements (~) of the further ones.</param>
    /// <param name="transformer">What stands around the pieces of an input, and how long an input may be.</param>
    public void Set(SequenceBatch segments, ReadOnlySpan<int> pieces, TransformerSpec transformer)
    {
        _codes.Clear();
        _lengths.Clear();
        _firstPieces.Clear();
        int next = 0;
        for (int segment = 0; segment < segments.Count; segment++)
        {
            int start = Open(transformer);
            for (int token = 0; token < segments.Length(segment); token++)
            {
                int end = next + 1;
                while (end < pieces.Length && pieces[end] < 0)
                {
                    end++;
                }

                if (_codes.Count - start + (end - next) + 1 > transformer.Options.SegmentLength)
                {
                    Close(transformer, start);
                    start = Open(transformer);
                }

                _firstPieces.Add(_codes.Count);
                _codes.Add(pieces[next++]);
                while (next < end)
                {
                    _codes.Add(~pieces[next++]);
                }
            }

            Close(transformer, start);
        }

        Sequences.Set(CollectionsMarshal.AsSpan(_lengths));
    }

    private int Open(TransformerSpec transformer)
    {
        _codes.Add(transformer.Start);
        return _codes.Count - 1;
    }

    private void Close(TransformerSpec transformer, int start)
    {
        _codes.Add(transformer.End);
        _lengths.Add(_codes.Count - start);
    }
}
