using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Engines.Managed;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>Forward, loss and backward of a tagger.</summary>
/// <param name="model">Has the layers.</param>
/// <param name="batch">What is learned from.</param>
internal sealed class EntityLearner(EntityModel model, TaggedBatch batch) : ShardLearner
{
    private readonly EntityBatch _texts = batch.Texts;

    public override ExampleBatch Batch => batch;

    public override void VisitCodes(Action<Parameter, ReadOnlyMemory<int>> visit) => model.VisitCodes(_texts, visit);

    public override double Learn(Pass pass, float scale)
    {
        Span<int> offsets = pass.Arena.AllocateIntegers(_texts.Count);
        if (_texts.Rounds == 1)
        {
            for (int text = 0, total = 0; text < _texts.Count; text++)
            {
                offsets[text] = total;
                total += batch.TagsOf(text).Length;
            }

            Matrix rows = model.ReadSegments(pass, _texts, 0, model.CreateMemory(pass, _texts));
            double loss = LossAndGradient(pass, rows, offsets, scale);
            model.BackwardSegments(pass, _texts, rows);
            return loss;
        }

        // The random field spans all segments of a text, so its gradient is known when all have been read; then each is read once more.
        pass.KeepsActivations = false;
        Matrix scores = model.ReadAll(pass, _texts, offsets);
        pass.KeepsActivations = true;
        double sum = LossAndGradient(pass, scores, offsets, scale);
        Matrix memory = model.CreateMemory(pass, _texts);
        for (int round = 0; round < _texts.Rounds; round++)
        {
            Arena.Mark mark = pass.Arena.Now;
            Matrix rows = model.ReadSegments(pass, _texts, round, memory);
            EntityModel.CopyRows(_texts, rows, scores, offsets, isBack: true);
            model.BackwardSegments(pass, _texts, rows);
            pass.Arena.Release(mark);
        }

        return sum;
    }

    private double LossAndGradient(Pass pass, Matrix scores, ReadOnlySpan<int> offsets, float scale)
    {
        double loss = 0;
        for (int text = 0; text < _texts.Count; text++)
        {
            int[] tags = batch.TagsOf(text);
            loss += model.Field.LossAndGradient(pass, scores.RowRange(offsets[text], tags.Length), tags, scale);
        }

        return loss;
    }
}
