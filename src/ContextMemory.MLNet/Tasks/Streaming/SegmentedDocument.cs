using System.Runtime.InteropServices;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Streaming;

/// <summary>A document that comes in pieces of text, on its way to a model in segments. For one thread at a time.</summary>
/// <param name="model">What reads it.</param>
/// <param name="cancellation">Ends the reading.</param>
/// <param name="observe">Makes what looks at an encoder, for one after another; null where nobody looks.</param>
internal sealed class SegmentedDocument(IStreamingModel model, CancellationToken cancellation, Func<IPassObserver>? observe = null)
{
    private readonly CodeStream _stream = model.Coder.OpenStream();
    private readonly IDocumentReading _reading = model.Open(cancellation, observe);
    private readonly List<int> _codes = [];
    private bool _hasRead;

    // How far the codes have been looked through, and how many tokens there are up to there.
    private int _seen;
    private int _tokens;

    /// <summary>Reads the segments that are full with this piece, but for the last one.</summary>
    public void Add(ReadOnlySpan<char> piece)
    {
        cancellation.ThrowIfCancellationRequested();
        while (!piece.IsEmpty)
        {
            // A piece may be a whole book: its codes must not be there at once.
            ReadOnlySpan<char> part = piece[..Math.Min(piece.Length, TextScorer.Block)];
            _stream.Add(part, _codes);
            ReadSegments();
            piece = piece[part.Length..];
        }
    }

    /// <summary>Reads the rest.</summary>
    /// <returns>The model's result.</returns>
    public float[] End()
    {
        _stream.End(_codes);
        ReadSegments();
        _reading.Read(_codes.ToArray(), isOnly: !_hasRead);
        return _reading.Finish();
    }

    private void ReadSegments()
    {
        int start = 0;
        ReadOnlySpan<int> codes = CollectionsMarshal.AsSpan(_codes);
        for (; _seen < codes.Length; _seen++)
        {
            if (codes[_seen] >= 0 && _tokens++ == model.Options.SegmentLength)
            {
                _reading.Read(codes[start.._seen].ToArray(), isOnly: false);
                _hasRead = true;
                start = _seen;
                _tokens = 1;
            }
        }

        _codes.RemoveRange(0, start);
        _seen -= start;
    }
}
