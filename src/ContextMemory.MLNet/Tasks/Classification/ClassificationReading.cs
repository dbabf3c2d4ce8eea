using System.Numerics.Tensors;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Classification.NGrams;
using ContextMemory.MLNet.Tasks.Streaming;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>A document that is classified segment by segment: the encoders read on, and the n-grams are counted.</summary>
internal sealed class ClassificationReading(ClassificationModel model, EncoderReading encoders) : IDocumentReading
{
    private readonly NGramCounts? _ngrams = model.NGrams is { } ngrams ? new NGramCounts(ngrams.Index) : null;

    public void Read(ReadOnlyMemory<int> codes, bool isOnly)
    {
        encoders.Read(codes, isOnly);
        _ngrams?.Add(codes.Span);
    }

    public float[] Finish()
    {
        var result = new float[model.ClassCount];
        for (int member = 0; member < model.MemberCount; member++)
        {
            Matrix logits = model.Encoders.LogitsOf(encoders.Pass, encoders.VectorOf(member), member);
            TensorPrimitives.Add(result, logits.Row(0), result);
        }

        TensorPrimitives.Divide(result, Math.Max(1, model.MemberCount), result);
        float[] margins = _ngrams is null ? [] : new float[model.ClassCount];
        float[] logShares = model.NGrams?.Memory is null ? [] : new float[model.ClassCount];
        if (_ngrams is not null)
        {
            model.NGrams!.Score(_ngrams.ToVector(), margins, logShares);
        }

        model.Mix(encoders.Pass.Kernels, result, margins, logShares);
        return result;
    }
}
