using ContextMemory.MLNet.Engines;

namespace ContextMemory.MLNet.TorchTests.Support;

/// <summary>The TorchSharp engine, in a process that dies in one of its steps.</summary>
/// <param name="Step">The step, counted from 1.</param>
internal sealed record DyingEngine(int Step) : TrainingEngine
{
    private static readonly TorchSharpEngine Engine = new();

    public override string Name => Engine.Name;

    internal override ILearnerMemory Measure(IObjective objective, int batchSize, int threads, long bytesLeft) =>
        Engine.Measure(objective, batchSize, threads, bytesLeft);

    internal override ILearner CreateLearner(IObjective objective, LearnerOptions options, LearnerPlan plan) =>
        new Learner(Engine.CreateLearner(objective, options, plan), Step);

    private sealed class Learner(ILearner learner, int last) : ILearner
    {
        public int StepCount => learner.StepCount;

        public IReadOnlyList<StateArray> State => learner.State;

        public StepResult Step(ReadOnlySpan<int> batch, float rate) =>
            StepCount + 1 == last ? throw new ArithmeticException() : learner.Step(batch, rate);

        public void Sync() => learner.Sync();

        public void Restore(int steps, Action<IReadOnlyList<StateArray>> fill) => learner.Restore(steps, fill);

        public void Dispose() => learner.Dispose();
    }
}
