using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Engines.Managed;
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
    private static readonly SizedEngine AllLarge = new(examples => Large with { Layers = Large.Layers * examples / 8 });

    [Theory]
    [InlineData(400, 3, 8)] // 80 + 300 + 8
    [InlineData(380, 3, 4)] // 40 + 300 + 8
    [InlineData(340, 3, 2)] // 20 + 300 + 8
    [InlineData(320, 2, 8)] // 80 + 200 + 8
    [InlineData(250, 2, 3)] // 30 + 200 + 8
    [InlineData(200, 1, 8)] // 80 + 100 + 8
    [InlineData(135, 1, 2)] // 20 + 100 + 8
    public void What_is_held_at_once_is_lowered_until_it_fits(int gigabytes, int workers, int copies)
    {
        MemoryPlan plan = MemoryPlan.Make(new Sized(64), Options(gigabytes));
        Assert.Equal((workers, copies), (plan.Learner.Threads, ((ManagedPlan)plan.Learner).GradientCopies));
        Assert.InRange(plan.PeakMB / 1024, 8 + 10 * copies + 100 * workers, 12 + 10 * copies + 100 * workers);
    }

    [Theory]
    [InlineData(3, 0, 8)]
    [InlineData(3, 10, 8)]
    [InlineData(1, 60, 4)]
    [InlineData(3, 60, 4)]
    [InlineData(6, 60, 7)]
    [InlineData(1, 100, 2)]
    [InlineData(7, 200, 5)]
    [InlineData(7, 400, 2)]
    [InlineData(7, 4_000, 2)]
    public void Without_a_bound_large_gradients_have_few_copies(int threads, int megabytes, int copies)
    {
        var engine = new SizedEngine(_ => new ShardMemory(Layers: 1, Gradients: (long)megabytes << 20, Learner: 0));
        MemoryPlan plan = MemoryPlan.Make(new Sized(64), new TrainingOptions { BatchSize = 64, Threads = threads, Engine = engine });
        Assert.Equal((threads, copies), (plan.Learner.Threads, ((ManagedPlan)plan.Learner).GradientCopies));
    }

    [Fact]
    public void What_does_not_fit_is_refused_with_what_would_be_needed_and_what_to_change()
    {
        // With 32 rows there are 4 shards of 8 rows, with 16 rows 2, with 8 rows one, with 4 rows one of half as much.
        Assert.Matches(
            @"^Training would take 131\d\d\d MB: \d+ for the process as it is, 0 for the optimizer and the best weights, 20480 for gradients, " +
            @"110592 for what the layers keep of the 8 rows that are learned from together, 0 for measuring the validation rows; " +
            @"TrainingOptions\.MaxMemoryMB allows 71680\. Set BatchSize to 4 or less, or allow more\.$",
            Assert.Throws<InvalidOperationException>(() => MemoryPlan.Make(new Sized(64), Options(70))).Message);
        Assert.EndsWith(
            "TrainingOptions.MaxMemoryMB allows 9216. Allow more, or choose fewer or smaller layers, shorter segments or a smaller vocabulary.",
            Assert.Throws<InvalidOperationException>(() => MemoryPlan.Make(new Sized(64), Options(9))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_make_room_before_threads_do()
    {
        var objective = new Sized(64);
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
        long known = ManagedEngine.MeasureShard(objective, all).Layers;
        long[] smaller = [ManagedEngine.MeasureShard(objective, all[..16]).Layers, ManagedEngine.MeasureShard(objective, all[..32]).Layers];
        Assert.InRange(smaller[1] + 2.0 * (smaller[1] - smaller[0]), 0.9 * known, 1.1 * known);
    }

    [Fact]
    public void A_bound_changes_no_bit_of_the_model()
    {
        ClassificationObjective free = Objective(layers: 2, examples: 64, longest: 48);
        ClassificationObjective bound = Objective(layers: 2, examples: 64, longest: 48);
        var options = new TrainingOptions { Epochs = 2, BatchSize = 64, Threads = 2, AverageEpochs = 1 };
        new Trainer(free, options, seed: 1).Run();
        var oneAtATime = new SizedEngine(examples => new ShardMemory(3 * Gigabyte * examples / 8, Gigabyte, 0));
        TrainingOptions bounded = options with { MaxMemoryMB = 8 * 1024, Engine = oneAtATime };
        Assert.Equal(1, MemoryPlan.Make(bound, bounded).Learner.Threads);
        new Trainer(bound, bounded, seed: 1).Run();
        Close.SameBits(free.Weights.Values.ToArray(), bound.Weights.Values.ToArray(), "weights");
    }

    // Three threads and eight shards of eight rows.
    private static TrainingOptions Options(int gigabytes) => new() { BatchSize = 64, Threads = 3, MaxMemoryMB = 1024 * gigabytes, Engine = AllLarge };

    private static ClassificationObjective Objective(int layers, int examples, int longest)
    {
        var model = new EncoderEnsemble(
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
        public Sized(int examples)
            : base([.. Enumerable.Repeat(3, examples)])
        {
            var layout = new ParameterLayout();
            layout.Add("weight", 2, 3, Initializers.One);
            Weights = new Weights(layout, Kernels.Current);
        }

        public override Weights Weights { get; }

        public long Asked { get; private set; }

        public override long MoveRowsToFile(long bytes) => Asked = bytes;
    }

    /// <summary>The managed engine, told what a shard of so many examples takes.</summary>
    private sealed record SizedEngine(Func<int, ShardMemory> ofShard) : TrainingEngine
    {
        public override string Name => ManagedEngine.Instance.Name;

        internal override ILearnerMemory Measure(IObjective objective, int batchSize, int threads, long bytesLeft) =>
            ManagedMemory.Measure(objective, batchSize, threads, bytesLeft, examples => ofShard(examples.Length));

        internal override ILearner CreateLearner(IObjective objective, LearnerOptions options, LearnerPlan plan) =>
            ManagedEngine.Instance.CreateLearner(objective, options, plan);
    }
}
