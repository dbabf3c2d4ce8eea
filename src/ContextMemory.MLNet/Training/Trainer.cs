using System.Diagnostics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Training;

/// <summary>The training loop: epochs, steps, validation, the best weights, progress, cancellation.</summary>
internal sealed class Trainer
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(200);

    private readonly Objective _objective;
    private readonly TrainingOptions _options;
    private readonly ulong _seed;
    private readonly Weights _weights;
    private readonly List<EpochResult> _epochs = [];
    private readonly Stopwatch _clock = new();
    private long _tokens;
    private TimeSpan _lastReport;

    public Trainer(Objective objective, TrainingOptions options, ulong seed)
    {
        _objective = objective;
        _options = options;
        _seed = seed;
        _weights = objective.Weights;
    }

    /// <summary>Trains the objective's weights and leaves the best ones in them.</summary>
    public TrainingReport Run()
    {
        using var workers = new Workers(_options.ThreadCount);
        var plan = new BatchPlan(_objective, _options.BatchSize);
        var step = new TrainingStep(_objective, _options, workers, _seed);
        int steps = _options.Epochs * plan.BatchCount;
        var schedule = new LearningRateSchedule(_options.LearningRate, _options.WarmupShare, steps);
        float[]? bestValues = null;
        ValidationResult? best = null;
        int bestEpoch = 0;
        bool wasCancelled = false;
        bool hasDiverged = false;
        _clock.Start();
        for (int epoch = 1; epoch <= _options.Epochs; epoch++)
        {
            double? trainingLoss = LearnEpoch(plan, step, schedule, epoch, steps);
            if (trainingLoss is not { } loss)
            {
                wasCancelled = true;
                break;
            }

            if (!double.IsFinite(loss))
            {
                hasDiverged = true;
                break;
            }

            ValidationResult? validation = _objective.Validate(workers);
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
            Report(epoch, step.Count, steps, loss, finished);
            if (epoch - bestEpoch >= _options.Patience)
            {
                break;
            }
        }

        if (hasDiverged && bestValues is null)
        {
            throw new InvalidOperationException(
                "Training has diverged: in the first epoch the loss became infinite or not a number. " +
                $"Lower {nameof(TrainingOptions)}.{nameof(TrainingOptions.LearningRate)} " +
                $"({_options.LearningRate.ToString(System.Globalization.CultureInfo.InvariantCulture)}).");
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
            HasDiverged = hasDiverged,
            TrainingRows = _objective.ExampleCount,
            ValidationRows = _objective.ValidationCount,
            Parameters = _weights.Layout.Parameters.Sum(parameter => (long)parameter.Length),
            Elapsed = _clock.Elapsed,
        };
    }

    /// <summary>Mean loss of the epoch, at a diverged step not finite; null if it was cancelled.</summary>
    private double? LearnEpoch(BatchPlan plan, TrainingStep step, LearningRateSchedule schedule, int epoch, int steps)
    {
        plan.StartEpoch(_seed, epoch);
        double lossSum = 0;
        double targetSum = 0;
        bool isWhole = true;
        for (int i = 0; i < plan.BatchCount; i++)
        {
            if (_options.CancellationToken.IsCancellationRequested)
            {
                isWhole = false;
                break;
            }

            ReadOnlySpan<int> batch = plan.Batch(i);
            double loss = step.Run(batch, schedule.Rate(step.Count + 1), out double targets);
            lossSum += loss;
            targetSum += targets;
            if (!double.IsFinite(loss))
            {
                break;
            }

            foreach (int example in batch)
            {
                _tokens += _objective.TokenCount(example);
            }

            if (_clock.Elapsed - _lastReport > ReportInterval)
            {
                Report(epoch, step.Count, steps, Mean(lossSum, targetSum), null);
            }
        }

        step.CatchUp();
        return isWhole ? Mean(lossSum, targetSum) : null;
    }

    private static double Mean(double sum, double count) => count > 0 ? sum / count : 0;

    private void Report(int epoch, int step, int steps, double loss, EpochResult? finished)
    {
        TimeSpan elapsed = _lastReport = _clock.Elapsed;
        _options.Progress?.Report(new TrainingProgress
        {
            Epoch = epoch,
            Epochs = _options.Epochs,
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
