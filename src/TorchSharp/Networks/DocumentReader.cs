using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Torch.Layers;
using ContextMemory.MLNet.Torch.Sequences;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Networks;

/// <summary>A member that reads documents: one table, an encoder, pooling.</summary>
internal sealed class DocumentReader : IDisposable
{
    private readonly Pass _pass;
    private readonly MemberSpec _member;
    private readonly Encoder _encoder;
    private readonly int _firstStream;

    /// <param name="pass">Has the parameters.</param>
    /// <param name="member">What is built.</param>
    /// <param name="firstStream">The random numbers of the first segments; each further one has the next stream.</param>
    public DocumentReader(Pass pass, MemberSpec member, int firstStream = 0)
    {
        _pass = pass;
        _member = member;
        _firstStream = firstStream;
        _encoder = Encoder.Build(pass, member.Encoder, $"{member.Prefix}encoder.");
    }

    /// <summary>Reads these documents segment by segment.</summary>
    public SegmentReader Open(DocumentBatch documents) => new(_pass, _encoder.StateShapes, (round, state) => Read(documents, round, state));

    /// <summary>The vectors behind the encoder of one round's tokens, [rows x size].</summary>
    /// <param name="documents">What is read.</param>
    /// <param name="round">Which segment of each.</param>
    /// <param name="state">Of the segments of the round; replaced by what they leave.</param>
    public Tensor Read(DocumentBatch documents, int round, Span<Tensor> state)
    {
        documents.Select(round);
        _pass.StartStream(_firstStream + round);
        var segments = SequenceShape.Of(documents.Sequences, _pass.Device);
        Tensor embedded = Embedding.Mean(_pass, _member.Embeddings[0].Name, documents.Codes);
        embedded = _pass.Perturbation?.Apply(segments, embedded) ?? embedded;
        return _encoder.Forward(_pass, segments, _pass.Dropout(embedded, _member.InputDropout), state);
    }

    /// <summary>The documents' vectors, [documents x size].</summary>
    /// <param name="documents">What was read.</param>
    /// <param name="rows">The vectors of all tokens, document by document.</param>
    public Tensor Pool(DocumentBatch documents, Tensor rows) =>
        DocumentPooling.Forward(_pass, _member.Pooling!.Value, $"{_member.Prefix}pooling.", WholeDocuments(documents, _pass.Device), _member.Encoder.SegmentLength, rows);

    /// <summary>Each document with all of its tokens.</summary>
    public static SequenceShape WholeDocuments(DocumentBatch documents, Device device) => new(
        [.. Enumerable.Range(0, documents.Count).Select(document => TokenCodes.CountTokens(documents.CodesOf(document).Span))],
        new int[documents.Count],
        device);

    public void Dispose() => _encoder.Dispose();
}
