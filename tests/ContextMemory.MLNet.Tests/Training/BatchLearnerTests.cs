using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Engines.Managed;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tests.Training;

public sealed class BatchLearnerTests
{
    /// <summary>Every encoder, learning from a batch once or, its token vectors moved, twice.</summary>
    public static TheoryData<EncoderKind, double> Learned
    {
        get
        {
            var data = new TheoryData<EncoderKind, double>();
            foreach (EncoderKind kind in EncoderKinds.Own)
            {
                data.Add(kind, 0);
                data.Add(kind, 0.1);
            }

            return data;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_gradient_is_the_mean_over_the_batch(int threads)
    {
        var objective = new ScriptedObjective(examples: 40);
        using var workers = new Workers(threads);
        var learner = new BatchLearner(objective, workers, batchSize: 40, seed: 1);
        foreach (int count in (int[])[40, 1, 9, 40])
        {
            int[] batch = [.. Enumerable.Range(0, count)];
            learner.Prepare(batch, step: 1);
            Gradients gradients = learner.Learn(out double lossSum, out double targets);
            Assert.Equal((batch.Sum(), count), (lossSum, targets));
            Assert.Equal(batch.Average() + 1, gradients.Dense[0], 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Learned))]
    public void The_gradient_of_a_batch_is_the_sum_of_those_of_its_examples(EncoderKind kind, double adversarialEpsilon)
    {
        (ClassificationObjective objective, EncoderEnsemble model) = Create(kind, adversarialEpsilon);
        using var workers = new Workers(2);
        var learner = new BatchLearner(objective, workers, batchSize: 24, seed: 1);
        int[] batch = [.. Enumerable.Range(0, 24)];
        double[] sum = new double[model.Weights.Values.Length];
        double losses = 0;
        foreach (int example in batch)
        {
            learner.Prepare([example], step: 1);
            float[] one = FlatGradients.Of(learner.Learn(out double loss, out _), model);
            losses += loss;
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] += one[i] / batch.Length;
            }
        }

        learner.Prepare(batch, step: 1);
        float[] together = FlatGradients.Of(learner.Learn(out double lossSum, out double targets), model);
        Assert.Equal(losses, lossSum, 1e-4);
        Assert.Equal(24, targets);
        Close.All(sum, together, 1e-6, "gradient");
    }

    [Theory]
    [MemberData(nameof(Learned))]
    public void A_step_that_has_been_done_once_allocates_nothing(EncoderKind kind, double adversarialEpsilon)
    {
        (ClassificationObjective objective, _) = Create(kind, adversarialEpsilon);
        using var workers = new Workers(1);
        var learner = new BatchLearner(objective, workers, batchSize: 24, seed: 1);
        int[] batch = [.. Enumerable.Range(0, 24)];
        Assert.Equal(0, Allocation.OfRepeated(() =>
        {
            learner.Prepare(batch, step: 1);
            learner.Learn(out _, out _);
        }));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    [InlineData(3, 5)]
    [InlineData(2, 8)]
    public void How_many_shards_have_gradients_at_a_time_changes_no_bit(int threads, int copies)
    {
        (ClassificationObjective objective, EncoderEnsemble model) = Create(EncoderKind.Gru);
        using var one = new Workers(1);
        using var workers = new Workers(threads);
        var usual = new BatchLearner(new SmallShards(objective), one, batchSize: 24, seed: 1);
        var waves = new BatchLearner(new SmallShards(objective), workers, batchSize: 24, seed: 1, copies);
        foreach (int count in (int[])[24, 5, 1, 24])
        {
            int[] batch = [.. Enumerable.Range(0, count)];
            usual.Prepare(batch, step: 1);
            waves.Prepare(batch, step: 1);
            float[] expected = FlatGradients.Of(usual.Learn(out double expectedLoss, out _), model);
            float[] found = FlatGradients.Of(waves.Learn(out double loss, out _), model);
            Assert.Equal(expectedLoss, loss);
            Close.SameBits(expected, found, "gradient");
        }
    }

    [Fact]
    public void The_codes_of_a_prepared_batch_are_known_before_it_is_learned_from()
    {
        (ClassificationObjective objective, _) = Create(EncoderKind.Lstm);
        using var workers = new Workers(2);
        var learner = new BatchLearner(objective, workers, batchSize: 24, seed: 1);
        learner.Prepare([3, 9, 4, 5, 21], step: 1);
        var seen = new List<string>();
        learner.VisitCodes((_, codes) => seen.Add(string.Join(' ', codes.ToArray())));
        learner.Prepare([3], step: 1);
        learner.VisitCodes((_, codes) => Assert.Contains(string.Join(' ', codes.ToArray()), seen));
        Assert.Equal(5, seen.Count);
        Assert.True(seen.Distinct().Count() > 1);
    }

    private static (ClassificationObjective, EncoderEnsemble) Create(EncoderKind kind, double adversarialEpsilon = 0)
    {
        LabeledText[] texts = ToyTexts.Topics(24, seed: 1);
        EncoderEnsemble model = ToyTexts.Encoders(texts, ToyTexts.SmallEncoder(kind) with { SegmentLength = 4 }, classes: 3);
        var rows = new EncodedRows();
        Array.ForEach(texts, text => rows.Add(model.Encode(text.Text.Span), text.Labels));
        return (new ClassificationObjective(model, new RowsToLearn(rows), labelSmoothing: 0.1, adversarialEpsilon), model);
    }

    /// <summary>The same objective, of which batches are cut into eight shards.</summary>
    private sealed class SmallShards(ClassificationObjective objective) : Objective, IManagedObjective
    {
        public override NetworkSpec Network => objective.Network;

        public override Weights Weights => objective.Weights;

        public override int ExampleCount => objective.ExampleCount;

        public override int ValidationCount => 0;

        public override int ExamplesPerShard => 3;

        public override int TokenCount(int example) => objective.TokenCount(example);

        public override double TargetCount(int example) => objective.TargetCount(example);

        public override ExampleBatch CreateBatch() => objective.CreateBatch();

        public ShardLearner CreateLearner() => objective.CreateLearner();

        public override ValidationResult? Validate(int threads, StageWatch watch) => null;
    }
}
