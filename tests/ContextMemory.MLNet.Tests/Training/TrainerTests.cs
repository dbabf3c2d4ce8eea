using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tests.Training;

public sealed class TrainerTests
{
    private const int Examples = 20;
    private const int StepsPerEpoch = 4;

    private static readonly TrainingOptions Options = new() { BatchSize = 5, Epochs = 6, Patience = 2, Threads = 1, LearningRate = 0.1 };

    [Fact]
    public void Without_better_results_training_ends_and_the_best_weights_are_restored()
    {
        var objective = new ScriptedObjective(Examples, 0.5, 0.9, 0.8, 0.7, 0.6, 0.5);
        TrainingReport report = new Trainer(objective, Options, seed: 1).Run();
        Assert.Equal((2, 4, false), (report.BestEpoch, report.Epochs.Count, report.WasCancelled));
        Assert.Equal([true, true, false, false], report.Epochs.Select(epoch => epoch.IsBest));
        Assert.Equal([0.5, 0.9, 0.8, 0.7], report.Epochs.Select(epoch => epoch.ValidationMetric!.Value));
        Assert.Equal(objective.AfterEpochs[1], objective.Values);
        Assert.NotEqual(objective.AfterEpochs[3], objective.Values);
    }

    [Fact]
    public void Of_equal_measures_the_smaller_loss_is_better()
    {
        Assert.True(new ValidationResult(0.4, 0.9).IsBetterThan(new ValidationResult(0.5, 0.9)));
        Assert.False(new ValidationResult(0.5, 0.9).IsBetterThan(new ValidationResult(0.5, 0.9)));
        Assert.True(new ValidationResult(9, 0.91).IsBetterThan(new ValidationResult(0.5, 0.9)));
        Assert.True(new ValidationResult(9, 0).IsBetterThan(null));
    }

    [Fact]
    public void Without_validation_every_epoch_is_trained_and_the_last_is_the_best()
    {
        var objective = new ScriptedObjective(Examples);
        TrainingReport report = new Trainer(objective, Options, seed: 1).Run();
        Assert.Equal((6, 6, false), (report.BestEpoch, report.Epochs.Count, report.WasCancelled));
        Assert.All(report.Epochs, epoch => Assert.Null(epoch.ValidationLoss ?? epoch.ValidationMetric));
        Assert.Equal(objective.AfterEpochs[5], objective.Values);
    }

    [Fact]
    public void The_report_counts_rows_and_parameters_and_has_mean_losses()
    {
        var objective = new ScriptedObjective(Examples, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6);
        TrainingReport report = new Trainer(objective, Options, seed: 1).Run();
        Assert.Equal((Examples, 5, 6L + 2 * Examples), (report.TrainingRows, report.ValidationRows, report.Parameters));
        Assert.All(report.Epochs, epoch => Assert.Equal((Examples - 1) / 2.0, epoch.TrainingLoss, 1e-9));
        Assert.Equal([1, 2, 3, 4, 5, 6], report.Epochs.Select(epoch => epoch.Epoch));
        Assert.True(report.Elapsed > TimeSpan.Zero);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Cancelled_before_the_first_step_the_weights_stay_as_they_were(bool validates)
    {
        ScriptedObjective objective = validates ? new ScriptedObjective(Examples, 0.5) : new ScriptedObjective(Examples);
        float[] before = objective.Values;
        TrainingReport report = new Trainer(objective, Options with { CancellationToken = new CancellationToken(true) }, seed: 1).Run();
        Assert.Equal((0, 0, true), (report.BestEpoch, report.Epochs.Count, report.WasCancelled));
        Assert.Equal(before, objective.Values);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Cancelled_in_the_second_epoch_the_weights_are_those_of_the_first(bool validates)
    {
        ScriptedObjective objective = validates ? new ScriptedObjective(Examples, 0.5, 0.6) : new ScriptedObjective(Examples);
        using var cancellation = new CancellationTokenSource();
        int steps = 0;
        objective.WhileLearning = () =>
        {
            if (++steps == StepsPerEpoch + 2)
            {
                cancellation.Cancel();
            }
        };
        TrainingReport report = new Trainer(objective, Options with { CancellationToken = cancellation.Token }, seed: 1).Run();
        Assert.Equal((1, 1, true), (report.BestEpoch, report.Epochs.Count, report.WasCancelled));
        Assert.Equal(objective.AfterEpochs[0], objective.Values);
        Assert.Equal(StepsPerEpoch + 2, steps);
    }

    [Fact]
    public void Any_engine_can_take_the_steps()
    {
        var objective = new ScriptedObjective(Examples, 0.5, 0.9, 0.8, 0.7);
        float[] before = objective.Values;
        TrainingReport report = new Trainer(objective, Options with { Engine = new PlainEngine() }, seed: 1).Run();
        Assert.Equal((2, 4, false), (report.BestEpoch, report.Epochs.Count, report.WasCancelled));
        Assert.All(report.Epochs, epoch => Assert.Equal((Examples - 1) / 2.0, epoch.TrainingLoss, 1e-9));
        Assert.Equal(objective.AfterEpochs[1], objective.Values);
        Assert.NotEqual(before, objective.AfterEpochs[0]);
        Assert.NotEqual(objective.AfterEpochs[0], objective.AfterEpochs[1]);
    }

    [Fact]
    public void Steps_follow_the_schedule()
    {
        // The first steps of Adam under like gradients are as long as the rate, which rises here by a quarter of the peak a step.
        var objective = new ScriptedObjective(Examples);
        var values = new List<float>();
        objective.WhileLearning = () => values.Add(objective.Values[0]);
        new Trainer(objective, Options with { Epochs = 1, WarmupShare = 1, WeightDecay = 0 }, seed: 1).Run();
        values.Add(objective.Values[0]);
        double[] expected = [0.025, 0.05, 0.075, 0.1];
        Assert.Equal(expected.Length + 1, values.Count);
        for (int step = 0; step < expected.Length; step++)
        {
            Assert.Equal(expected[step], values[step] - values[step + 1], 0.01);
        }
    }

    [Fact]
    public void Long_gradients_are_shortened()
    {
        // So much that they are small beside the epsilon of Adam.
        var objective = new ScriptedObjective(Examples);
        float[] before = objective.Values;
        new Trainer(objective, Options with { GradientNorm = 1e-12, WeightDecay = 0 }, seed: 1).Run();
        Close.All(before, objective.Values, 1e-3, "values");
        new Trainer(objective, Options with { WeightDecay = 0 }, seed: 1).Run();
        Assert.True(Math.Abs(objective.Values[0] - before[0]) > 0.1);
    }

    [Fact]
    public void Tables_are_brought_up_to_date_at_the_end_of_every_epoch()
    {
        var objective = new ScriptedObjective(Examples, 0.1, 0.2);
        new Trainer(objective, Options with { Epochs = 2, WeightDecay = 0 }, seed: 1).Run();
        Assert.Equal(2, objective.AfterEpochs.Count);
        foreach (float[] values in objective.AfterEpochs)
        {
            Close.All(TableOf(values, objective.DenseTable), TableOf(values, objective.SparseTable), 1e-6, "rows");
        }

        Assert.NotEqual(1, TableOf(objective.Values, objective.SparseTable)[0]);

        float[] TableOf(float[] values, Parameter table) => values.AsSpan(objective.Weights.Layout.OffsetOf(table), Examples).ToArray();
    }

    [Fact]
    public void Progress_is_reported_at_the_end_of_every_epoch()
    {
        var reports = new List<TrainingProgress>();
        var objective = new ScriptedObjective(Examples, 0.5, 0.9, 0.8, 0.7);
        TrainingReport report = new Trainer(objective, Options with { Progress = new Listener(reports.Add) }, seed: 1).Run();
        TrainingProgress[] ends = [.. reports.Where(progress => progress.FinishedEpoch is not null)];
        Assert.Equal(report.Epochs, ends.Select(progress => progress.FinishedEpoch!));
        Assert.Equal([4, 8, 12, 16], ends.Select(progress => progress.Step));
        Assert.All(ends, progress => Assert.Equal((6, 6 * StepsPerEpoch), (progress.Epochs, progress.Steps)));
        Assert.All(ends, progress => Assert.Equal(progress.Epoch, progress.FinishedEpoch!.Epoch));
        Assert.All(ends, progress => Assert.True(progress.TokensPerSecond > 0 && progress.Remaining > TimeSpan.Zero));
        int[] steps = [.. reports.Where(progress => progress.Stage == TrainingStage.Training).Select(progress => progress.Step)];
        Assert.Equal(steps.Order(), steps);
        Assert.Equal(4, reports.Count(progress => progress is { Stage: TrainingStage.Validation, Done: 0 }));
    }

    [Fact]
    public void Progress_is_reported_within_a_long_epoch()
    {
        var reports = new List<TrainingProgress>();
        var objective = new ScriptedObjective(Examples) { WhileLearning = () => Thread.Sleep(110) };
        new Trainer(objective, Options with { Epochs = 1, Progress = new Listener(reports.Add) }, seed: 1).Run();
        Assert.Contains(reports, progress => progress.FinishedEpoch is null && progress.Step is > 0 and < StepsPerEpoch);
    }

    [Fact]
    public void A_loss_that_is_not_finite_in_the_first_epoch_is_an_error()
    {
        var objective = new ScriptedObjective(examples: 8) { LossFactor = double.PositiveInfinity };
        var exception = Assert.Throws<TrainingDivergedException>(
            () => new Trainer(objective, new TrainingOptions { Epochs = 2, LearningRate = 0.5 }, seed: 1).Run());
        Assert.Equal(
            "Training has diverged: in the first epoch the loss became infinite or not a number. Lower TrainingOptions.LearningRate (0.5).",
            exception.Message);
    }

    [Fact]
    public void A_loss_that_is_not_finite_later_ends_training_with_the_best_epoch()
    {
        var objective = new ScriptedObjective(8, 0.5, 0.7);
        objective.WhileLearning = () => objective.LossFactor = objective.AfterEpochs.Count == 2 ? double.NaN : 1;
        TrainingReport report = new Trainer(objective, new TrainingOptions { Epochs = 5 }, seed: 1).Run();
        Assert.True(report.HasDiverged);
        Assert.Equal((2, 2), (report.BestEpoch, report.Epochs.Count));
        Close.SameBits(objective.AfterEpochs[1], objective.Values, "weights");
    }
}
