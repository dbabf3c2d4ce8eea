using System.Diagnostics;
using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Training;

/// <summary>The training loop: epochs, steps, validation, the best weights, progress, checkpoints, cancellation.</summary>
internal sealed class Trainer
{
    private readonly Objective _objective;
    private readonly TrainingOptions _options;
    private readonly ulong _seed;
    private readonly Weights _weights;
    private readonly BatchPlan _plan;
    private readonly WeightAverage? _average;
    private readonly LearningRateSchedule _schedule;
    private readonly int _steps;
    private readonly TrainingState _state = new();
    private readonly Stopwatch _clock = new();
    private Checkpoint? _checkpoint;
    private TimeSpan _elapsedEarlier;
    private TimeSpan _lastReport;
    private double _estimatedMemory;
    private int _resumedFromStep;
    private int _threads;

    public Trainer(Objective objective, TrainingOptions options, ulong seed)
    {
        _objective = objective;
        _options = options = options.For(objective.ExampleCount);
        _seed = seed;
        _weights = objective.Weights;
        _plan = new BatchPlan(objective, options.BatchSize);
        _average = options.AverageEpochs > 0 ? new WeightAverage(_weights, options.AverageEpochs, _plan.BatchCount) : null;
        _steps = options.Epochs * _plan.BatchCount;
        _schedule = new LearningRateSchedule(options.LearningRate, options.WarmupShare, _steps);
    }

    /// <summary>The most memory that the process is expected to have in what comes before or after this training, in MiB.</summary>
    public double OtherStagesMB { get; init; }

    private int Epoch => _state.Epochs.Count + 1;

    private bool IsFinished => Epoch > _options.Epochs || _state.Epochs.Count - _state.BestEpoch >= _options.Patience;

    /// <summary>Time spent in this run and in those that a checkpoint continues.</summary>
    private TimeSpan Elapsed => _elapsedEarlier + _clock.Elapsed;

    /// <summary>Trains the objective's weights and leaves the best ones in them.</summary>
    /// <exception cref="InvalidOperationException">It would take more memory than is allowed.</exception>
    public TrainingReport Run()
    {
        MemoryPlan plan = MemoryPlan.Make(_objective, _options);
        _estimatedMemory = Math.Max(plan.PeakMB, OtherStagesMB);
        _threads = plan.Learner.Threads;
        using ILearner learner = _options.Engine.CreateLearner(_objective, _options.ForLearner(_seed), plan.Learner);
        using Checkpoint? checkpoint = _checkpoint =
            Checkpoint.Create(_options, _seed, _objective, new CheckpointContent(_weights, learner, _state, _average, _steps));
        StartCheckpoint(learner);
        using TrainingLog? log = TrainingLog.Open(_options.LogPath, _state.Epochs, _options.Epochs);
        bool wasCancelled = false;
        bool hasDiverged = false;
        _clock.Start();
        Report(learner.StepCount, null);
        while (!IsFinished && !wasCancelled && !hasDiverged)
        {
            wasCancelled = !LearnEpoch(learner);
            hasDiverged = !double.IsFinite(_state.LossSum);
            if (!wasCancelled && !hasDiverged)
            {
                wasCancelled = !FinishEpoch(learner, log);
            }
        }

        if (hasDiverged && _state.BestValues is null)
        {
            throw new TrainingDivergedException(_options.LearningRate);
        }

        if (_state.BestValues is { } best)
        {
            best.CopyTo(_weights.Learned);
            _weights.LearnedChanged();
        }

        return new TrainingReport
        {
            Epochs = _state.Epochs,
            BestEpoch = _state.BestEpoch,
            WasCancelled = wasCancelled,
            HasDiverged = hasDiverged,
            ResumedFromStep = _resumedFromStep,
            TrainingRows = _objective.ExampleCount,
            ValidationRows = _objective.ValidationCount,
            RowsOnDisk = _objective.RowsOnDisk,
            EstimatedMemoryMB = _estimatedMemory,
            Parameters = _weights.Layout.ValueCount,
            Kernels = _state.Kernels,
            Elapsed = Elapsed,
            Options = _options,
        };
    }

    private void StartCheckpoint(ILearner learner)
    {
        _checkpoint?.Start();
        _state.RunsUnder(_weights.Kernels.Description);
        _resumedFromStep = learner.StepCount;
        _elapsedEarlier = _state.Elapsed;
    }

    private void WriteCheckpoint()
    {
        _state.Elapsed = Elapsed;
        _checkpoint?.Write();
    }

    /// <summary>Learns from the epoch's batches, up to one whose loss is not finite. False if training is cancelled.</summary>
    private bool LearnEpoch(ILearner learner)
    {
        _plan.StartEpoch(_seed, Epoch);
        bool goesOn = true;
        while (_state.Batches < _plan.BatchCount && double.IsFinite(_state.LossSum))
        {
            if (_options.CancellationToken.IsCancellationRequested)
            {
                // Before tables are brought up to date, which they would not be here without the interruption.
                WriteCheckpoint();
                goesOn = false;
                break;
            }

            try
            {
                LearnBatch(learner);
            }
            catch (OperationCanceledException) when (_options.CancellationToken.IsCancellationRequested)
            {
                // The step left nothing behind: as if it had not begun.
                continue;
            }

            if (_checkpoint is { IsDue: true } && double.IsFinite(_state.LossSum))
            {
                WriteCheckpoint();
            }

            if (Elapsed - _lastReport > StageWatch.ReportInterval)
            {
                Report(learner.StepCount, null);
            }
        }

        learner.Sync();
        return goesOn;
    }

    private void LearnBatch(ILearner learner)
    {
        ReadOnlySpan<int> batch = _plan.Batch(_state.Batches);
        StepResult result = learner.Step(batch, _schedule.Rate(learner.StepCount + 1));
        _state.LossSum += result.LossSum;
        _state.TargetSum += result.TargetSum;
        _state.Batches++;
        foreach (int example in batch)
        {
            _state.Tokens += _objective.TokenCount(example);
        }

        if (_average is not null && _average.Takes(learner.StepCount))
        {
            learner.Sync();
            _average.Update();
        }
    }

    /// <summary>Validates and keeps what is best. False if training is cancelled before that is done; a checkpoint goes on with it.</summary>
    private bool FinishEpoch(ILearner learner, TrainingLog? log)
    {
        TimeSpan learning = Elapsed - _state.ElapsedBefore;
        _average?.Exchange();
        ValidationResult? validation;
        try
        {
            validation = Validate();
        }
        catch (OperationCanceledException) when (_options.CancellationToken.IsCancellationRequested)
        {
            _average?.Exchange();
            WriteCheckpoint();
            return false;
        }

        bool isBest = validation is not { } result || result.IsBetterThan(_state.BestResult);
        if (isBest)
        {
            _state.BestEpoch = Epoch;
            _state.BestResult = validation;

            // Also without validation: a later epoch may be cancelled half way.
            _state.BestValues ??= new float[_weights.Learned.Length];
            _weights.Learned.CopyTo(_state.BestValues);
        }

        _average?.Exchange();
        var finished = new EpochResult(Epoch, _state.MeanLoss, validation?.Loss, validation?.Metric, isBest)
        {
            TokensPerSecond = (_state.Tokens - _state.TokensBefore) / learning.TotalSeconds,
            PeakMemoryMB = ProcessMemory.PeakMB(),
            Elapsed = Elapsed,
            Remaining = Remaining(Elapsed, learner.StepCount),
        };
        _state.Epochs.Add(finished);
        log?.Write(finished, _options.Epochs);
        Report(learner.StepCount, finished);
        _state.StartEpoch(Elapsed);
        WriteCheckpoint();
        return true;
    }

    private ValidationResult? Validate()
    {
        if (_objective.ValidationCount == 0)
        {
            return _objective.Validate(_threads, StageWatch.None);
        }

        var watch = new StageWatch(TrainingStage.Validation, _options, _objective.ValidationTotal);
        ValidationResult? result = _objective.Validate(_threads, watch);
        watch.Finish();
        return result;
    }

    private TimeSpan Remaining(TimeSpan elapsed, int step) => elapsed * ((double)(_steps - step) / step);

    private void Report(int step, EpochResult? finished)
    {
        TimeSpan elapsed = _lastReport = Elapsed;
        _options.Progress?.Report(new TrainingProgress
        {
            Stage = TrainingStage.Training,
            Done = step,
            Total = _steps,
            Epoch = finished?.Epoch ?? Epoch,
            Epochs = _options.Epochs,
            Step = step,
            Steps = _steps,
            ResumedFromStep = _resumedFromStep,
            Kernels = _state.Kernels,
            TrainingLoss = _state.MeanLoss,
            TokensPerSecond = _state.Tokens / Math.Max(elapsed.TotalSeconds, 1e-9),
            EstimatedMemoryMB = _estimatedMemory,
            RowsOnDisk = _objective.RowsOnDisk,
            PeakMemoryMB = finished?.PeakMemoryMB ?? ProcessMemory.PeakMB(),
            Elapsed = elapsed,
            Remaining = step > 0 ? Remaining(elapsed, step) : null,
            FinishedEpoch = finished,
        });
    }
}
