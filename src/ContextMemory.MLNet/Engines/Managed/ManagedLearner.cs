using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Engines.Managed;

/// <summary>Learns on the processor, with threads of its own. Allocates nothing after the first steps.</summary>
internal sealed class ManagedLearner : ILearner
{
    private readonly Workers _workers;
    private readonly Weights _weights;
    private readonly BatchLearner _batch;
    private readonly AdamOptimizer _optimizer;
    private readonly double _gradientNorm;
    private readonly Action<Parameter, ReadOnlyMemory<int>> _catchUp;

    /// <param name="objective">What is learned.</param>
    /// <param name="options">How.</param>
    /// <param name="plan">How much is held at once.</param>
    public ManagedLearner(IManagedObjective objective, LearnerOptions options, ManagedPlan plan)
    {
        _weights = objective.Weights;
        _workers = new Workers(plan.Threads);
        _batch = new BatchLearner(objective, _workers, options.BatchSize, options.Seed, plan.GradientCopies, options.CancellationToken);
        _optimizer = new AdamOptimizer(_weights, options.WeightDecay);
        _gradientNorm = options.GradientNorm;
        _catchUp = (table, codes) => _optimizer.CatchUp(table, codes.Span);
    }

    public int StepCount => _optimizer.StepCount;

    // The rows of tables are saved as they are: to bring them up to date would round otherwise than a training without interruption.
    public IReadOnlyList<StateArray> State => [StateArray.Of("weights", _weights.LearnedMemory), .. _optimizer.State];

    public StepResult Step(ReadOnlySpan<int> batch, float rate)
    {
        _batch.Prepare(batch, StepCount + 1);
        _batch.VisitCodes(_catchUp);
        Gradients gradients = _batch.Learn(out double loss, out double targets);
        _optimizer.Step(gradients, rate, AdamOptimizer.ClipScale(gradients.Norm(), _gradientNorm));
        _weights.LearnedChanged();
        return new StepResult(loss, targets);
    }

    public void Sync()
    {
        _optimizer.CatchUp();
        _weights.LearnedChanged();
    }

    public void Restore(int steps, Action<IReadOnlyList<StateArray>> fill)
    {
        _optimizer.Resize(steps);
        fill(State);
        _weights.LearnedChanged();
    }

    public void Dispose() => _workers.Dispose();
}
