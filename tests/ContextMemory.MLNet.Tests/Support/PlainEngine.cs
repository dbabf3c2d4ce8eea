using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tests;

/// <summary>
/// An engine that keeps its weights to itself, as one with a device would, until they are asked for. In each step it moves them all by the
/// rate times the mean number of the batch's examples.
/// </summary>
/// <param name="isReversed">Whether it names its arrays in the other order.</param>
/// <param name="sums">Name of one of its arrays.</param>
internal sealed record PlainEngine(bool isReversed = false, string sums = "plain.sums") : TrainingEngine
{
    public override string Name => "plain";

    internal override ILearnerMemory Measure(IObjective objective, int batchSize, int threads, long bytesLeft) => new Memory();

    internal override ILearner CreateLearner(IObjective objective, LearnerOptions options, LearnerPlan plan) =>
        new Learner(objective, isReversed, sums);

    private sealed record Plan() : LearnerPlan(1)
    {
        public override long Bytes => 0;

        public override string Parts => "nothing for the plain engine";
    }

    private sealed class Memory : ILearnerMemory
    {
        public IReadOnlyList<LearnerPlan> Plans(int batchSize) => [new Plan()];
    }

    private sealed class Learner(IObjective objective, bool isReversed, string sums) : ILearner
    {
        private readonly Weights _weights = objective.Weights;
        private readonly float[] _own = objective.Weights.Values.ToArray();
        private readonly double[] _sums = new double[objective.Weights.Values.Length];
        private readonly int[] _steps = [0];

        public int StepCount => _steps[0];

        public IReadOnlyList<StateArray> State
        {
            get
            {
                StateArray[] arrays =
                    [StateArray.Of("plain.weights", _own), StateArray.Of("plain.steps", _steps), StateArray.Of(sums, _sums)];
                return isReversed ? [.. arrays.Reverse()] : arrays;
            }
        }

        public StepResult Step(ReadOnlySpan<int> batch, float rate)
        {
            _steps[0]++;
            double sum = 0;
            foreach (int example in batch)
            {
                sum += example;
            }

            for (int i = 0; i < _own.Length; i++)
            {
                _sums[i] += rate * sum / batch.Length;
                _own[i] = 1 - (float)_sums[i];
            }

            return new StepResult(sum, batch.Length);
        }

        public void Sync()
        {
            _own.CopyTo(_weights.Values);
            _weights.Changed();
        }

        public void Restore(int steps, Action<IReadOnlyList<StateArray>> fill)
        {
            fill(State);
            Assert.Equal(steps, StepCount);
        }

        public void Dispose()
        {
        }
    }
}
