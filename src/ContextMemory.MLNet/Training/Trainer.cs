using System.Diagnostics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Training;

/// <summary>The training loop: epochs, steps, validation, the best weights, progress, cancellation.</summary>
internal sealed class Trainer(Objective objective, TrainingOptions options, ulong seed)
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(200);

    private readonly Weights _weights = objective.Weights;
    private readonly AdamOptimizer _optimizer = new(objective.Weights, options.WeightDecay);
    private readonly List<EpochResult> _epochs = [];
    private readonly Stopwatch _clock = new();
    private long _tokens;
    private TimeSpan _lastReport;

    /// <summary>Trains the objective's weights and leaves the best ones in them.</summary>
    public TrainingReport Run()
    {
        using var workers = new Workers(options.ThreadCount);
        var plan = new BatchPlan(objective, options.BatchSize);
        var learner = new BatchLearner(objective, workers, options.BatchSize, seed);
        int steps = options.Epochs * plan.BatchCount;
        var schedule = new LearningRateSchedule(options.LearningRate, options.WarmupShare, steps);
        float[]? bestValues = null;
        ValidationResult? best = null;
        int bestEpoch = 0;
        bool wasCancelled = false;
        _clock.Start();
        for (int epoch = 1; epoch <= options.Epochs; epoch++)
        {
            double? trainingLoss = LearnEpoch(plan, learner, schedule, epoch, steps);
            if (trainingLoss is not { } loss)
            {
                wasCancelled = true;
                break;
            }

            ValidationResult? validation = objective.Validate(workers);
            bool isBest = validation is not { } result || result.IsBetterThan(best);
            if (isBest)
            {
                bestEpoch = epoch;
                best = validation;

                // Also without validation: a later epoch may be cancelled half way.
                bestValues ??= new float[_weights.Values.Length];
                _weights.Values.CopyTo(bestValues);
            }

            var finished = new EpochResult(epoch, loss, validation?.Loss, validation?.Metric, isBest);
            _epochs.Add(finished);
            Report(epoch, steps, loss, finished);
            if (epoch - bestEpoch >= options.Patience)
            {
                break;
            }
        }

        if (bestValues is not null)
        {
            bestValues.CopyTo(_weights.Values);
            _weights.Changed();
        }

        return new TrainingReport
        {
            Epochs = _epochs,
            BestEpoch = bestEpoch,
            WasCancelled = wasCancelled,
            TrainingRows = objective.ExampleCount,
            ValidationRows = objective.ValidationCount,
            Parameters = _weights.Layout.Parameters.Sum(parameter => (long)parameter.Length),
            Elapsed = _clock.Elapsed,
        };
    }

    /// <summary>Mean loss of the epoch; null if it was cancelled.</summary>
    private double? LearnEpoch(BatchPlan plan, BatchLearner learner, LearningRateSchedule schedule, int epoch, int steps)
    {
        plan.StartEpoch(seed, epoch);
        double lossSum = 0;
        double targetSum = 0;
        bool isWhole = true;
        for (int i = 0; i < plan.BatchCount; i++)
        {
            if (options.CancellationToken.IsCancellationRequested)
            {
                isWhole = false;
                break;
            }

            ReadOnlySpan<int> batch = plan.Batch(i);
            int step = _optimizer.StepCount + 1;
            Gradients gradients = learner.Learn(batch, step, out double loss, out double targets);
            float clip = AdamOptimizer.ClipScale(gradients.Norm(), options.GradientNorm);
            _optimizer.Step(gradients, schedule.Rate(step), clip);
            _weights.Changed();
            lossSum += loss;
            targetSum += targets;
            foreach (int example in batch)
            {
                _tokens += objective.TokenCount(example);
            }

            if (_clock.Elapsed - _lastReport > ReportInterval)
            {
                Report(epoch, steps, lossSum / Math.Max(targetSum, 1), null);
            }
        }

        _optimizer.CatchUp();
        _weights.Changed();
        return isWhole ? lossSum / Math.Max(targetSum, 1) : null;
    }

    private void Report(int epoch, int steps, double loss, EpochResult? finished)
    {
        TimeSpan elapsed = _lastReport = _clock.Elapsed;
        int step = _optimizer.StepCount;
        options.Progress?.Report(new TrainingProgress
        {
            Epoch = epoch,
            Epochs = options.Epochs,
            Step = step,
            Steps = steps,
            TrainingLoss = loss,
            TokensPerSecond = _tokens / elapsed.TotalSeconds,
            Elapsed = elapsed,
            Remaining = elapsed * ((double)(steps - step) / step),
            FinishedEpoch = finished,
        });
    }
}
