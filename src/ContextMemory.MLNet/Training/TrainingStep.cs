using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Training;

/// <summary>One step of learning: the gradient of a batch, clipped, and the optimizer's move. Allocates nothing after the first steps.</summary>
internal sealed class TrainingStep
{
    private readonly Objective _objective;
    private readonly BatchLearner _learner;
    private readonly double _gradientNorm;
    private readonly Action<Parameter, ReadOnlyMemory<int>> _catchUp;

    /// <param name="objective">What is learned.</param>
    /// <param name="options">How.</param>
    /// <param name="workers">To work with.</param>
    /// <param name="seed">Of all random numbers.</param>
    /// <param name="gradientCopies">How many shards have gradients at a time.</param>
    public TrainingStep(Objective objective, TrainingOptions options, Workers workers, ulong seed, int gradientCopies = int.MaxValue)
    {
        _objective = objective;
        _learner = new BatchLearner(objective, workers, options.BatchSize, seed, gradientCopies, options.CancellationToken);
        Optimizer = new AdamOptimizer(objective.Weights, options.WeightDecay);
        _gradientNorm = options.GradientNorm;
        _catchUp = (table, codes) => Optimizer.CatchUp(table, codes.Span);
    }

    public AdamOptimizer Optimizer { get; }

    /// <summary>Steps done.</summary>
    public int Count => Optimizer.StepCount;

    /// <param name="batch">The examples to learn from.</param>
    /// <param name="rate">The step size.</param>
    /// <param name="targets">How many targets the batch has.</param>
    /// <returns>The sum of their losses.</returns>
    /// <exception cref="OperationCanceledException">Cancelled within the step, of which nothing is left.</exception>
    public double Run(ReadOnlySpan<int> batch, float rate, out double targets)
    {
        _learner.Prepare(batch, Count + 1);
        _learner.VisitCodes(_catchUp);
        Gradients gradients = _learner.Learn(out double loss, out targets);
        Optimizer.Step(gradients, rate, AdamOptimizer.ClipScale(gradients.Norm(), _gradientNorm));
        _objective.Weights.Changed();
        return loss;
    }

    /// <summary>Brings all weights to the last step: before they are used for anything but a further step.</summary>
    public void CatchUp()
    {
        Optimizer.CatchUp();
        _objective.Weights.Changed();
    }
}
