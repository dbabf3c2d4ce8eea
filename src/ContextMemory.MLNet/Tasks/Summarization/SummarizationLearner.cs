using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Engines.Managed;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Layers.Losses;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>Forward, loss and backward of a summarizer.</summary>
/// <param name="model">Has the layers.</param>
/// <param name="batch">What is learned from.</param>
internal sealed class SummarizationLearner(SummarizationModel model, SummaryBatch batch) : ShardLearner
{
    public override ExampleBatch Batch => batch;

    public override void VisitCodes(Action<Parameter, ReadOnlyMemory<int>> visit) => batch.Sentences.VisitCodes(model.Encoder.Table, visit);

    public override double Learn(Pass pass, float scale)
    {
        SequenceBatch documents = batch.Documents;
        Matrix vectors = model.Encoder.Forward(pass, batch.Sentences);
        Matrix scores = model.Scorer.Forward(pass, documents, vectors, batch.Features, batch.Cues);
        double loss = 0;
        for (int document = 0; document < documents.Count; document++)
        {
            Span<float> own = scores.RowRange(documents.Offset(document), documents.Length(document)).Span;
            loss += ListCrossEntropy.LossAndGradient(pass.Kernels, own, batch.TargetsOf(document), scale);
        }

        model.Encoder.Backward(pass, batch.Sentences, model.Scorer.Backward(pass, documents, batch.Cues, scores));
        return loss;
    }
}
