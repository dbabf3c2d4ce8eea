using System.Runtime.CompilerServices;
using ContextMemory.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

namespace Transforms.Tests.Training;

public class CancellationTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void Training_cancelled_before_it_begins_throws()
    {
        TrainingOptions cancelled = Tiny.Training with { CancellationToken = new CancellationToken(canceled: true) };
        ContextMemoryEncodeOptions encode = Tiny.Encode with { Training = cancelled };
        IDataView data = Messages.Load(_context, 20);

        Assert.Throws<OperationCanceledException>(() => _context.Transforms.ContextMemoryEncode(encode).Fit(data));
        Assert.Throws<OperationCanceledException>(() => Trainer(cancelled).Fit(data));
    }

    [Fact]
    public void Training_cancelled_in_the_second_epoch_returns_the_first()
    {
        using var cancellation = new CancellationTokenSource();
        ProgressList progress = AfterEpoch(1, cancellation.Cancel);
        var log = new LogWatch(_context, "ContextMemoryMulticlassTrainer");
        TrainingOptions training = Learned.Training with { CancellationToken = cancellation.Token, Progress = progress };

        ContextMemoryMulticlassTransformer model = Trainer(training, Learned.Test).Fit(Learned.Train);

        Assert.True(model.TrainingReport!.WasCancelled);
        Assert.Equal(1, model.TrainingReport.BestEpoch);
        AssertHasWeightsOf(Assert.Single(model.TrainingReport.Epochs), model);
        Assert.Equal("Training was cancelled; the model is that of epoch 1.", Assert.Single(log.Warnings));
    }

    [Fact]
    public void Training_cancelled_in_the_linear_part_returns_the_encoder_and_the_log_says_so()
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new ProgressList(report =>
        {
            if (report.Stage == TrainingStage.LinearPart)
            {
                cancellation.Cancel();
            }
        });
        var log = new LogWatch(_context, "ContextMemoryMulticlassTrainer");
        ContextMemoryClassifierOptions options = Tiny.Classifier with
        {
            Training = Learned.Training with { CancellationToken = cancellation.Token, Progress = progress, Epochs = 1 },
            ValidationData = Learned.Test,
        };

        ContextMemoryMulticlassTransformer model = _context.MulticlassClassification.Trainers.ContextMemoryClassifier(options).Fit(Learned.Train);

        Assert.Equal((true, TrainingStage.LinearPart, 1), (model.TrainingReport!.WasCancelled, model.TrainingReport.CancelledIn, model.TrainingReport.BestEpoch));
        AssertHasWeightsOf(Assert.Single(model.TrainingReport.Epochs), model);
        Assert.Equal(
            [
                "Training was cancelled while training the linear part; the model is that of epoch 1.",
                "The model has no linear part: training was cancelled before it was learned.",
            ],
            log.Warnings);
    }

    [Fact]
    public void Training_cancelled_later_returns_the_best_epoch()
    {
        using var cancellation = new CancellationTokenSource();
        ProgressList progress = AfterEpoch(4, cancellation.Cancel);
        TrainingOptions training =
            Learned.Training with { CancellationToken = cancellation.Token, Progress = progress, LearningRate = 0.2, Patience = 10 };

        ContextMemoryMulticlassTransformer model = Trainer(training, Learned.Test).Fit(Learned.Train);

        TrainingReport report = model.TrainingReport!;
        Assert.True(report.WasCancelled);
        Assert.Equal(4, report.Epochs.Count);
        AssertHasWeightsOf(report.Epochs[report.BestEpoch - 1], model);
    }

    [Fact]
    public void Cancelling_the_context_ends_training()
    {
        ProgressList progress = AfterEpoch(1, () => CancelExecution(_context));

        TrainingReport report = Trainer(Learned.Training with { Progress = progress }).Fit(Messages.Load(_context, 60)).TrainingReport!;

        Assert.True(report.WasCancelled);
        Assert.Single(report.Epochs);
    }

    [Fact]
    public void A_cancelled_context_trains_nothing()
    {
        IDataView data = Messages.Load(_context, 20);
        CancelExecution(_context);

        Assert.Throws<OperationCanceledException>(() => _context.Transforms.ContextMemoryEncode(Tiny.Encode).Fit(data));
        Assert.Throws<OperationCanceledException>(() => Trainer(Tiny.Training).Fit(data));
    }

    [Fact]
    public void A_token_that_is_never_cancelled_changes_nothing()
    {
        using var cancellation = new CancellationTokenSource();
        IDataView data = Messages.Load(_context, 60);

        ContextMemoryMulticlassTransformer with = Trainer(Tiny.Training with { CancellationToken = cancellation.Token }).Fit(data);

        Assert.False(with.TrainingReport!.WasCancelled);
        Assert.Equal(ModelFiles.Component(Trainer(Tiny.Training).Fit(data)), ModelFiles.Component(with));
    }

    /// <summary>Not at any report: a slow epoch makes several.</summary>
    private static ProgressList AfterEpoch(int epoch, Action act) => new(report =>
    {
        if (report.FinishedEpoch?.Epoch == epoch)
        {
            act();
        }
    });

    private ContextMemoryMulticlassTrainer Trainer(TrainingOptions training, IDataView? validation = null) =>
        _context.MulticlassClassification.Trainers.ContextMemoryClassifier(
            Tiny.Classifier with { Training = training, ValidationData = validation, NGrams = new NGramOptions { Longest = 0 } });

    private static void AssertHasWeightsOf(EpochResult epoch, ITransformer model)
    {
        MulticlassClassificationMetrics metrics = new MLContext().MulticlassClassification.Evaluate(model.Transform(Learned.Test));
        Assert.Equal(epoch.ValidationMetric!.Value, metrics.MicroAccuracy, 1e-9);

        // The temperature is fitted on these rows once training has ended.
        Assert.InRange(metrics.LogLoss, 0, epoch.ValidationLoss!.Value + 1e-5);
    }

    // Internal in ML.NET: its own hosts (the designer, AutoML) end training with it.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "CancelExecution")]
    private static extern void CancelExecution(MLContext context);
}
