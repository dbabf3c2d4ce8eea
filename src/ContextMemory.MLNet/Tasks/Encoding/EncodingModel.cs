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
    /// <summary>A pretrained transformer as it is: nothing of it learns.</summary>
    /// <param name="transformer">Where it comes from.</param>
    /// <param name="seed">Of what it has no values for, as attention pooling.</param>
    public static EncodingModel Of(PretrainedStart transformer, ulong seed = 1)
    {
        var model = new EncodingModel(transformer.Coder, transformer.Encoder with { Memory = null, TrainedLayers = 0, AdapterRank = 0 }, Kernels.Current);
        model.Weights.Initialize(seed);
        transformer.Load(model.Weights);
        return model;
    }

    public override int ResultSize => Encoder.OutputSize;

    public override Matrix Forward(Pass pass, DocumentBatch documents)
    {
        Matrix vectors = Encoder.Forward(pass, documents);
        for (int row = 0; row < vectors.Rows; row++)
        {
            Finish(vectors.Row(row));
        }

        return vectors;
    }

    /// <summary>In place: gives a vector a length of 1, where the options say so.</summary>
    public void Finish(Span<float> vector)
    {
        if (Options.NormalizesVectors)
        {
            TensorPrimitives.Divide(vector, Math.Max(TensorPrimitives.Norm<float>(vector), float.Epsilon), vector);
        }
    }

    public IDocumentReading Open(CancellationToken cancellation, Func<IPassObserver>? observe = null) =>
        new EncodingReading(this, new EncoderReading(Weights, [Encoder], Options.SegmentLength, cancellation, observe));
}
