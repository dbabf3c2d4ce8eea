using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Streaming;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Encoding;

/// <summary>From text to the vector that the encoder makes of it.</summary>
internal sealed class EncodingModel(TokenCoder coder, EncoderOptions options, Kernels kernels)
    : TextModel(coder, new NetworkSpec { Members = [MemberSpec.OfDocuments(options, coder.TableRows)] }, kernels), IStreamingModel
{
    public override int ResultSize => Encoder.OutputSize;

    public override Matrix Forward(Pass pass, DocumentBatch documents) => Encoder.Forward(pass, documents);

    public IDocumentReading Open(CancellationToken cancellation, Func<IPassObserver>? observe = null) =>
        new EncodingReading(new EncoderReading(Weights, [Encoder], Options.SegmentLength, cancellation, observe));
}
