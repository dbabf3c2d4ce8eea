using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Engines.Managed;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Layers.Losses;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>Forward, loss and backward of a classifier, one member after another.</summary>
/// <param name="model">Has the layers.</param>
/// <param name="batch">What is learned from.</param>
/// <param name="loss">What is learned.</param>
internal sealed class ClassificationLearner(EncoderEnsemble model, ClassificationBatch batch, LossSpec loss) : ShardLearner
{
    private readonly Perturbation? _perturbation = loss.AdversarialEpsilon > 0 ? new Perturbation((float)loss.AdversarialEpsilon) : null;
    private readonly float _labelSmoothing = (float)loss.LabelSmoothing;
    private readonly IReadOnlyList<Parameter> _tables = model.Tables;

    public override ExampleBatch Batch => batch;

    public override long Size => _perturbation?.Size ?? 0;

    public override void VisitCodes(Action<Parameter, ReadOnlyMemory<int>> visit)
    {
        foreach (Parameter table in _tables)
        {
            batch.Documents.VisitCodes(table, visit);
        }
    }

    public override double Learn(Pass pass, float scale)
    {
        double loss = 0;
        for (int member = 0; member < model.MemberCount; member++)
        {
            loss += _perturbation is null ? LearnOnce(pass, member, scale) : LearnTwice(pass, member, scale, _perturbation);
        }

        // Each member learns as if it were alone; what is reported is their mean.
        return loss / model.MemberCount;
    }

    /// <summary>Half of the gradient is that of the documents as they are, and so is the loss.</summary>
    private double LearnTwice(Pass pass, int member, float scale, Perturbation perturbation)
    {
        perturbation.Start();
        pass.Perturbation = perturbation;
        pass.LossScale = scale / 2;
        double loss = LearnOnce(pass, member, scale / 2);
        LearnOnce(pass, member, scale / 2);
        pass.Perturbation = null;
        return loss;
    }

    private double LearnOnce(Pass pass, int member, float scale)
    {
        Arena.Mark mark = pass.Arena.Now;
        Matrix logits = model.Logits(pass, batch.Documents, member);
        ReadOnlySpan<float> weights = batch.WeightsFor(member);
        double loss = batch.IsMultiLabel
            ? LabelLoss(pass.Kernels, logits, weights, scale)
            : CrossEntropy.LossAndGradient(pass.Kernels, logits, batch.Classes, scale, _labelSmoothing, weights);
        model.Backward(pass, batch.Documents, member, logits);
        pass.Arena.Release(mark);
        return loss;
    }

    private double LabelLoss(Kernels kernels, Matrix logits, ReadOnlySpan<float> weights, float scale)
    {
        double loss = 0;
        for (int row = 0; row < logits.Rows; row++)
        {
            loss += BinaryCrossEntropy.LossAndGradient(kernels, logits.Row(row), batch.LabelsOf(row), scale, weights[row]);
        }

        return loss;
    }
}
