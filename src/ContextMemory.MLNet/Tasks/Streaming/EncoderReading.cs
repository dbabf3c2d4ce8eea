using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tasks.Streaming;

/// <summary>One document that some encoders read, segment by segment.</summary>
internal sealed class EncoderReading
{
    private readonly IReadOnlyList<DocumentEncoder> _encoders;
    private readonly IPassObserver[] _observers;
    private readonly int _segmentLength;
    private readonly DocumentBatch _segment = new();
    private DocumentState[] _states = [];
    private long _segments;

    /// <param name="weights">The model's.</param>
    /// <param name="encoders">Those that read; there may be none.</param>
    /// <param name="segmentLength">Tokens of all segments but the last.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <param name="observe">Makes what looks at an encoder, for one after another; null where nobody looks.</param>
    public EncoderReading(
        Weights weights, IReadOnlyList<DocumentEncoder> encoders, int segmentLength, CancellationToken cancellation, Func<IPassObserver>? observe = null)
    {
        _encoders = encoders;
        _observers = observe is null ? [] : [.. encoders.Select(_ => observe())];
        _segmentLength = segmentLength;
        Pass = new Pass(weights) { Cancellation = cancellation };
    }

    /// <summary>Of this document.</summary>
    public Pass Pass { get; }

    /// <inheritdoc cref="IDocumentReading.Read"/>
    public void Read(ReadOnlyMemory<int> codes, bool isOnly)
    {
        Pass.Cancellation.ThrowIfCancellationRequested();
        if (_segments == 0)
        {
            _states = [.. _encoders.Select(encoder => encoder.Open(Pass, isOnly))];
        }

        _segment.Start(_segmentLength);
        _segment.Add(codes, SegmentPlace.Of(_segments++ * _segmentLength, _segmentLength));
        for (int i = 0; i < _states.Length; i++)
        {
            Pass.Observer = _observers.Length > 0 ? _observers[i] : null;
            _encoders[i].Read(Pass, _segment, _states[i]);
        }
    }

    /// <summary>The vector that an encoder has made of the document, [1 x its OutputSize].</summary>
    public Matrix VectorOf(int encoder) => _encoders[encoder].Close(Pass, _states[encoder]);
}
