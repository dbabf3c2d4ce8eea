using System.Globalization;
using System.Text.RegularExpressions;
using ContextMemory.MLNet;
using ContextMemory.MLNet.Hosting;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Transforms.Tests.Support;

namespace Transforms.Tests.Training;

public class ProgressTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void The_log_is_the_same_in_any_culture()
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            // As in German, which a machine without libraries of languages does not have.
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            var log = new LogWatch(_context, "ContextMemoryMulticlassTrainer");
            _context.MulticlassClassification.Trainers.ContextMemoryClassifier(Tiny.Classifier).Fit(Messages.Load(_context, 300));
            Assert.Contains(log.Infos, line => Regex.IsMatch(line, @"^Epoch 1 of 1: training loss \d\.\d{4}, validation loss \d\.\d{4}, validation metric \d\.\d{4} \(best\), \d+ tokens"));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void The_report_has_the_options_of_the_user()
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new ProgressList();
        TrainingOptions options = Tiny.Training with { Progress = progress, CancellationToken = cancellation.Token };

        TrainingOptions reported = _context.MulticlassClassification.Trainers
            .ContextMemoryClassifier(Tiny.Classifier with { Training = options })
            .Fit(Messages.Load(_context, 60)).TrainingReport!.Options;

        Assert.Same(progress, reported.Progress);
        Assert.Equal(cancellation.Token, reported.CancellationToken);
    }

    [Fact]
    public void Every_epoch_is_reported_on_the_training_thread()
    {
        var progress = new ProgressList();
        TrainingOptions training = Tiny.Training with { Epochs = 3, Progress = progress, Threads = 2 };

        TrainingReport report = Train(Tiny.Classifier with { Training = training }, 60);

        IEnumerable<EpochResult?> finished = progress.Reports.Select(one => one.FinishedEpoch).Where(epoch => epoch is not null);
        Assert.Equal(report.Epochs, finished);
        Assert.Equal(3, report.Epochs.Count);
        Assert.Equal([Environment.CurrentManagedThreadId], progress.Threads);
    }

    [Fact]
    public void Reports_count_steps_up_to_all_of_them()
    {
        var progress = new ProgressList();
        TrainingOptions training = Tiny.Training with { Epochs = 3, BatchSize = 16, Progress = progress };

        Train(Tiny.Classifier with { Training = training }, 60);

        TrainingProgress[] reports = [.. progress.Reports.Where(one => one.Stage == TrainingStage.Training)];
        Assert.All(reports, one => Assert.Equal((3, 12), (one.Epochs, one.Steps)));
        Assert.All(reports, one => Assert.Equal((one.Step, one.Steps), (one.Done, one.Total)));
        Assert.Equal(reports.Select(one => one.Step).Order(), reports.Select(one => one.Step));
        TrainingProgress last = reports[^1];
        Assert.Equal((3, 12), (last.Epoch, last.Step));
        Assert.Equal(TimeSpan.Zero, last.Remaining);
        Assert.True(last.TokensPerSecond > 0);
    }

    [Theory]
    [InlineData("ContextMemoryMulticlassTrainer")]
    [InlineData("ContextMemoryBinaryTrainer")]
    [InlineData("ContextMemoryEncodeEstimator")]
    public void Epochs_reach_the_log_under_the_estimators_name(string source)
    {
        var log = new LogWatch(_context, $"{source}; Training");
        TrainingOptions training = Tiny.Training with { Epochs = 2 };
        IDataView data = Messages.Load(_context, 60);
        IEstimator<TextTransformer> estimator = source switch
        {
            "ContextMemoryMulticlassTrainer" =>
                _context.MulticlassClassification.Trainers.ContextMemoryClassifier(Tiny.Classifier with { Training = training }),
            "ContextMemoryBinaryTrainer" => _context.BinaryClassification.Trainers.ContextMemoryClassifier(
                Tiny.Classifier with { Training = training, LabelColumnName = nameof(Message.IsBilling) }),
            _ => _context.Transforms.ContextMemoryEncode(Tiny.Encode with { Training = training }),
        };

        TextTransformer model = estimator.Fit(data);

        string[] linearPart = source == "ContextMemoryEncodeEstimator" ? [] : ["Counting n-grams.", "Training the linear part."];
        string[] expected =
        [
            "Counting words.",
            "Encoding rows.",
            "Estimated memory: ",
            "Epoch 1 of 2: training loss ",
            "Epoch 2 of 2: training loss ",
            .. linearPart,
            $"Trained {model.TrainingReport!.Parameters} parameters on 60 rows in ",
            $"Effort {model.TrainingReport.Recipe}.",
        ];
        Assert.Equal(expected.Length, log.Infos.Count());
        Assert.All(expected.Zip(log.Infos), line => Assert.StartsWith(line.First, line.Second));
        Assert.Empty(log.Warnings);
    }

    [Fact]
    public void The_log_has_the_validation_result_and_the_best_epoch()
    {
        var log = new LogWatch(_context, "ContextMemoryMulticlassTrainer");

        TrainingReport report = Train(Tiny.Classifier with { ValidationData = Learned.Test }, Learned.RowCount);

        EpochResult epoch = Assert.Single(report.Epochs);
        Assert.Contains(
            $"validation loss {epoch.ValidationLoss:F4}, validation metric {epoch.ValidationMetric:F4} (best)",
            Assert.Single(log.Infos, line => line.StartsWith("Epoch 1", StringComparison.Ordinal)));
        Assert.EndsWith("; best epoch 1.", log.Infos.SkipLast(1).Last());
    }

    [Fact]
    public void A_fault_of_the_listener_ends_training()
    {
        TrainingOptions training = Tiny.Training with { Progress = new ProgressList(_ => throw new ArithmeticException("Mine.")) };

        var fault = Assert.Throws<ArithmeticException>(() => Train(Tiny.Classifier with { Training = training }, 60));

        Assert.Equal("Mine.", fault.Message);
    }

    [Fact]
    public void A_long_stage_reports_how_far_it_is()
    {
        var log = new LogWatch(_context, "Trainer; Training");
        using var host = new TrainingHost(((IHostEnvironment)_context).Register("Trainer"), new TrainingOptions());
        var began = new TrainingProgress { Stage = TrainingStage.LinearPart, Total = 200, Elapsed = TimeSpan.Zero };

        host.Report(began);
        host.Report(began with { Done = 20, Elapsed = TimeSpan.FromSeconds(9), Remaining = TimeSpan.FromSeconds(81) });
        host.Report(began with { Done = 50, Elapsed = TimeSpan.FromSeconds(11), Remaining = TimeSpan.FromSeconds(33) });
        host.Report(began with { Done = 60, Elapsed = TimeSpan.FromSeconds(20), Remaining = TimeSpan.FromSeconds(47) });
        host.Report(new TrainingProgress { Stage = TrainingStage.CountingWords, Elapsed = TimeSpan.Zero });
        host.Report(new TrainingProgress { Stage = TrainingStage.CountingWords, Done = 7, Elapsed = TimeSpan.FromSeconds(12) });

        Assert.Equal(
            ["Training the linear part.", "Training the linear part: 25% done, 33 s left.", "Counting words.", "Counting words: 7 rows so far."],
            log.Infos);
    }

    private TrainingReport Train(ContextMemoryClassifierOptions options, int rows) =>
        _context.MulticlassClassification.Trainers.ContextMemoryClassifier(options).Fit(Messages.Load(_context, rows)).TrainingReport!;
}
