using System.Numerics.Tensors;
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

    public override Matrix Forward(Pass pass, DocumentBatch documents) => Finish(Encoder.Forward(pass, documents));

    /// <summary>In place: gives vectors a length of 1, where the options say so.</summary>
    public Matrix Finish(Matrix vectors)
    {
        for (int row = 0; Options.NormalizesVectors && row < vectors.Rows; row++)
        {
            Span<float> vector = vectors.Row(row);
            TensorPrimitives.Divide(vector, Math.Max(TensorPrimitives.Norm<float>(vector), float.Epsilon), vector);
        }

        return vectors;
    }

    public IDocumentReading Open(CancellationToken cancellation, Func<IPassObserver>? observe = null) =>
        new EncodingReading(new EncoderReading(Weights, [Encoder], Options.SegmentLength, cancellation, observe));
}
