using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Engines.Managed;
using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tests.Support;

/// <summary>An objective of which only the examples' lengths are asked.</summary>
internal class LengthsOnly(int[] lengths) : Objective
{
    public override NetworkSpec Network { get; } = new() { Members = [] };

    public override Weights Weights => throw new NotSupportedException();

    public override int ExampleCount => lengths.Length;

    public override int ValidationCount => 0;

    public override int TokenCount(int example) => lengths[example];

    public override double TargetCount(int example) => 1;

    public override ExampleBatch CreateBatch() => throw new NotSupportedException();

    public override ValidationResult? Validate(int threads, StageWatch watch) => null;
}

/// <summary>
/// A model of a few numbers whose gradient is the number of the example, with validation results that the test gives: to test the
/// loop around a model. It has a row for each example too, once in a dense table and once in a sparse one.
/// </summary>
internal sealed class ScriptedObjective : LengthsOnly, IManagedObjective
{
    private readonly Queue<ValidationResult> _results;
    private readonly bool _validates;
    private int _learners;

    public ScriptedObjective(int examples, params double[] metrics)
        : this(examples, Kernels.Current, metrics)
    {
    }

    public ScriptedObjective(int examples, Kernels kernels, params double[] metrics)
        : base([.. Enumerable.Repeat(3, examples)])
    {
        _validates = metrics.Length > 0;
        _results = new Queue<ValidationResult>(metrics.Select(metric => new ValidationResult(1 - metric, metric)));
        var layout = new ParameterLayout();
        Parameter = layout.Add("weight", 2, 3, Initializers.One);
        DenseTable = layout.Add("dense", examples, 1, Initializers.One);
        SparseTable = layout.Add("sparse", examples, 1, Initializers.One, isSparse: true);
        Weights = new Weights(layout, kernels);
        Weights.Initialize(1);
    }

    public override Weights Weights { get; }

    public override int ValidationCount => _validates ? 5 : 0;

    /// <summary>The values at the end of each epoch.</summary>
    public List<float[]> AfterEpochs { get; } = [];

    /// <summary>Called for every shard of a step.</summary>
    public Action? WhileLearning { get; set; }

    /// <summary>Called before each validation.</summary>
    public Action? WhileValidating { get; set; }

    /// <summary>What the losses are multiplied by.</summary>
    public double LossFactor { get; set; } = 1;

    public float[] Values => Weights.Values.ToArray();

    public Parameter DenseTable { get; }

    public Parameter SparseTable { get; }

    private Parameter Parameter { get; }

    public override ExampleBatch CreateBatch() => new Numbers();

    // The first one is what memory is measured with: nothing of it is told.
    public ShardLearner CreateLearner() => new Learner(this, isMeasured: _learners++ == 0);

    public override ValidationResult? Validate(int threads, StageWatch watch)
    {
        WhileValidating?.Invoke();
        watch.Add(ValidationCount);
        AfterEpochs.Add(Values);
        return _validates ? _results.Dequeue() : null;
    }

    private sealed class Numbers : ExampleBatch
    {
        public int[] Examples { get; private set; } = [];

        public override void Fill(ReadOnlySpan<int> examples, RandomStream random) => Examples = examples.ToArray();
    }

    private sealed class Learner(ScriptedObjective objective, bool isMeasured) : ShardLearner
    {
        private readonly Numbers _batch = new();

        public override ExampleBatch Batch => _batch;

        public override void VisitCodes(Action<Parameter, ReadOnlyMemory<int>> visit)
        {
        }

        public override double Learn(Pass pass, float scale)
        {
            if (!isMeasured)
            {
                objective.WhileLearning?.Invoke();
            }

            double loss = 0;
            foreach (int example in _batch.Examples)
            {
                loss += example;
                foreach (ref float value in pass.GradientOf(objective.Parameter).Span)
                {
                    value += scale * (1 + example);
                }

                pass.GradientOf(objective.DenseTable)[example, 0] += scale;
                pass.Gradients!.Sparse(objective.SparseTable).Row(example)[0] += scale;
            }

            return objective.LossFactor * loss;
        }
    }
}
