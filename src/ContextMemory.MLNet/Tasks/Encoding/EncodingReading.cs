using ContextMemory.MLNet.Tasks.Streaming;

namespace ContextMemory.MLNet.Tasks.Encoding;

/// <summary>A document that becomes a vector, segment by segment.</summary>
internal sealed class EncodingReading(EncodingModel model, EncoderReading encoder) : IDocumentReading
{
    public void Read(ReadOnlyMemory<int> codes, bool isOnly) => encoder.Read(codes, isOnly);

    public float[] Finish()
    {
        float[] vector = encoder.VectorOf(0).Span.ToArray();
        model.Finish(vector);
        return vector;
    }
}
