using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tests.Training;

public sealed class MemoryPlanTests
{
    private const long Gigabyte = 1L << 30;

    // Far more than a process of tests has, so that its own memory does not matter.
    private static readonly ShardMemory Large = new(Layers: 100 * Gigabyte, Gradients: 10 * Gigabyte, Learner: Gigabyte);

    [Theory]
    [InlineData(0, 3, 8)]
    [InlineData(400, 3, 8)] // 80 + 300 + 8
    [InlineData(380, 3, 4)] // 40 + 300 + 8
    [InlineData(340, 3, 2)] // 20 + 300 + 8
    [InlineData(320, 2, 8)] // 80 + 200 + 8
    [InlineData(250, 2, 3)] // 30 + 200 + 8
    [InlineData(200, 1, 8)] // 80 + 100 + 8
    [InlineData(135, 1, 2)] // 20 + 100 + 8
    public void What_is_held_at_once_is_lowered_until_it_fits(int gigabytes, int workers, int copies)
    {
        MemoryPlan plan = MemoryPlan.Make(new Sized(64, Large), Options(gigabytes));
        Assert.Equal((workers, copies), (plan.Workers, plan.GradientCopies));
        Assert.InRange(plan.PeakMB / 1024, 8 + 10 * copies + 100 * workers, 12 + 10 * copies + 100 * workers);
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_what_would_be_needed_and_what_to_change()
    {
        // With 32 rows there are 4 shards of 8 rows, with 16 rows 2, with 8 rows one, with 4 rows one of half as much.
        Assert.Matches(
            @"^Training would take 131\d\d\d MB: \d+ for the process as it is, 0 for the optimizer and the best weights, 20480 for gradients, " +
            @"110592 for what the layers keep of the 8 rows that are learned from together, 0 for measuring the validation rows; " +
            @"TrainingOptions\.MaxMemoryMB allows 71680\. Set BatchSize to 4 or less, or allow more\.$",
            Assert.Throws<InvalidOperationException>(() => MemoryPlan.Make(new Sized(64, Large), Options(70))).Message);
        Assert.EndsWith(
            "TrainingOptions.MaxMemoryMB allows 9216. Allow more, or choose fewer or smaller layers, shorter segments or a smaller vocabulary.",
            Assert.Throws<InvalidOperationException>(() => MemoryPlan.Make(new Sized(64, Large), Options(9))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_make_room_before_threads_do()
    {
        var objective = new Sized(64, Large);
        MemoryPlan.Make(objective, Options(500));
        Assert.Equal(0, objective.Asked);
        MemoryPlan.Make(objective, Options(388));
        Assert.InRange(objective.Asked, 1, 4 * Gigabyte);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void What_the_layers_of_a_shard_keep_is_told_from_fewer_examples(int layers)
    {
        // The longest documents have three segments.
        ClassificationObjective objective = Objective(layers, examples: 64, longest: 48);
        int[] all = [.. Enumerable.Range(0, 64)];
        long known = objective.MeasureShard(all).Layers;
        long[] smaller = [objective.MeasureShard(all[..16]).Layers, objective.MeasureShard(all[..32]).Layers];
        Assert.InRange(smaller[1] + 2.0 * (smaller[1] - smaller[0]), 0.9 * known, 1.1 * known);
    }

    [Fact]
    public void A_bound_changes_no_bit_of_the_model()
    {
        ClassificationObjective free = Objective(layers: 2, examples: 64, longest: 48);
        ClassificationObjective bound = Objective(layers: 2, examples: 64, longest: 48);
        var options = new TrainingOptions { Epochs = 2, BatchSize = 64, Threads = 2, AverageEpochs = 1 };
        new Trainer(free, options, seed: 1).Run();
        new Trainer(new OneAtATime(bound), options with { MaxMemoryMB = 8 * 1024 }, seed: 1).Run();
        Close.SameBits(free.Weights.Values.ToArray(), bound.Weights.Values.ToArray(), "weights");
    }

    // Three threads and eight shards of eight rows.
    private static TrainingOptions Options(int gigabytes) => new() { BatchSize = 64, Threads = 3, MaxMemoryMB = 1024 * gigabytes };

    private static ClassificationObjective Objective(int layers, int examples, int longest)
    {
        var model = new ClassificationModel(
            ToyTexts.Words().Build(), ToyTexts.SmallEncoder(EncoderKind.Attention) with { SegmentLength = 16, Layers = layers }, classes: 2, Kernels.Current);
        model.Weights.Initialize(1);
        var rows = new EncodedRows();
        for (int i = 0; i < examples; i++)
        {
            rows.Add([.. Enumerable.Repeat(i % model.Coder.TableRows, 1 + (longest - 1) * (i % 2))], labels: i % 2);
        }

        return new ClassificationObjective(model, new RowsToLearn(rows), labelSmoothing: 0);
    }

    private sealed class Sized : LengthsOnly
    {
        public Sized(int examples, ShardMemory ofShard)
            : base([.. Enumerable.Repeat(3, examples)])
        {
            OfShard = ofShard;
            var layout = new ParameterLayout();
            layout.Add("weight", 2, 3, Initializers.One);
            Weights = new Weights(layout, Kernels.Current);
        }

        public override Weights Weights { get; }

        public long Asked { get; private set; }

        public override ShardMemory MeasureShard(ReadOnlySpan<int> examples) => OfShard with { Layers = OfShard.Layers * examples.Length / 8 };

        public override long MoveRowsToFile(long bytes) => Asked = bytes;
    }

    /// <summary>Says that it takes so much that only one shard can be learned from at a time.</summary>
    private sealed class OneAtATime(ClassificationObjective objective) : Objective
    {
        public override Weights Weights => objective.Weights;

        public override int ExampleCount => objective.ExampleCount;

        public override int ValidationCount => 0;

        public override Parameter? Table => objective.Table;

        public override int TokenCount(int example) => objective.TokenCount(example);

        public override double TargetCount(int example) => objective.TargetCount(example);

        public override ShardLearner CreateLearner() => objective.CreateLearner();

        public override ValidationResult? Validate(Workers workers, StageWatch watch) => Workers(workers.Count);

        public override ShardMemory MeasureShard(ReadOnlySpan<int> examples) => new(3 * Gigabyte * examples.Length / 8, Gigabyte, 0);

        private static ValidationResult? Workers(int count)
        {
            Assert.Equal(1, count);
            return null;
        }
    }
}
