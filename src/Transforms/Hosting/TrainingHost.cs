using System.Diagnostics;
using ContextMemory.MLNet.Training;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using static System.FormattableString;

namespace ContextMemory.MLNet.Hosting;

/// <summary>
/// Joins a training run to its MLContext: the seed comes from there, messages go to its log, and a cancellation of the context ends
/// the training as the options' token does.
/// </summary>
internal sealed class TrainingHost : IDisposable, IProgress<TrainingProgress>
{
    // A stage that takes longer is told of again.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly IHost _host;
    private readonly IChannel _channel;
    private readonly TrainingOptions _options;
    private readonly CancellationTokenSource _cancellation;
    private readonly HashSet<TrainingStage> _begun = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    // Null before the first report.
    private TrainingProgress? _last;
    private TimeSpan _lastTold;
    private TrainingStage? _cancelledIn;

    public TrainingHost(IHost host, TrainingOptions options)
    {
        _host = host;
        _options = options;
        _channel = host.Start("Training");
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(options.CancellationToken);
        Seed = (ulong)(options.Seed ?? Internals.Seed(host) ?? 1);
        Options = options with
        {
            Progress = this,
            CancellationToken = _cancellation.Token,
            TemporaryFolder = Internals.TempFilePath(host),
            Engine = options.Engine.OnDevice(Internals.GpuDeviceId(host), Internals.FallbackToCpu(host)),
        };
        _cancellation.Token.Register(() => _cancelledIn = _last?.Stage);
        FollowContext();
    }

    public ulong Seed { get; }

    /// <summary>The user's options with progress and cancellation going through this.</summary>
    public TrainingOptions Options { get; }

    public void Report(TrainingProgress progress)
    {
        if (progress.Stage != _last?.Stage)
        {
            _lastTold = progress.Elapsed;
            Begin(progress);
        }

        _last = progress;
        if (progress.FinishedEpoch is { } epoch)
        {
            string kind = progress.Stage == TrainingStage.Pretraining ? "Pretraining epoch" : "Epoch";
            string validation = epoch.ValidationMetric is null
                ? ""
                : Invariant($", validation loss {epoch.ValidationLoss:F4}, validation metric {epoch.ValidationMetric:F4}{(epoch.IsBest ? " (best)" : "")}");
            Info(Invariant($"{kind} {epoch.Epoch} of {progress.Epochs}: training loss {epoch.TrainingLoss:F4}{validation}, ") +
                Invariant($"{epoch.TokensPerSecond:F0} tokens a second, peak memory {epoch.PeakMemoryMB:F0} MB, {epoch.Remaining.TotalSeconds:F0} s left."));
            _lastTold = progress.Elapsed;
        }
        else if (progress.Elapsed - _lastTold > Interval)
        {
            Info($"{Sentence(progress.StageName)}: {HowFar(progress)}.");
            _lastTold = progress.Elapsed;
        }

        _options.Progress?.Report(progress);
        FollowContext();
    }

    /// <summary>Logs how a training went, and gives the report with the user's own options.</summary>
    public TrainingReport Finish(TrainingReport report)
    {
        if (report.RowsWithoutLabel > 0)
        {
            Warn($"{report.RowsWithoutLabel} rows have no label{(report.Pretraining.Count > 0 ? ": only pretraining learned from them." : " and were left out.")}");
        }

        if (report.WordVectors is { } vectors)
        {
            Info($"Word vectors of {vectors.Dimension} numbers for {vectors.Words} of the {vectors.VocabularySize} words of the vocabulary " +
                Invariant($"and {100 * vectors.TokenShare:F1}% of the tokens."));
        }

        if (report.HasDiverged)
        {
            Warn($"The loss became infinite or not a number after epoch {report.BestEpoch}; the model is that of this epoch. Lower the learning rate.");
        }

        if (report.WasCancelled)
        {
            TrainingStage stage = _cancelledIn ?? TrainingStage.Training;
            report = report with { CancelledIn = stage };
            string within = IsOfEpochs(stage) ? "" : $" while {StageNames.Of(stage)}";
            Warn(report.BestEpoch == 0
                ? $"Training was cancelled{within} before an epoch was finished; the model is what it was then."
                : $"Training was cancelled{within}; the model is that of epoch {report.BestEpoch}.");
        }

        report = report with { TotalElapsed = _clock.Elapsed };
        string best = report.Epochs.Count > 0 ? Invariant($"; best epoch {report.BestEpoch}") : "";
        Info(Invariant($"Trained {report.Parameters} parameters on {report.TrainingRows} rows in {report.TotalElapsed.TotalSeconds:F1} s{best}."));
        if (report.Recipe is { } recipe)
        {
            Info($"Effort {recipe}.{(recipe.Next is null ? "" : $" {recipe.Next}")}");
        }

        // This is gone by the time the report is read.
        return report with
        {
            Options = report.Options with { Progress = _options.Progress, CancellationToken = _options.CancellationToken },
        };
    }

    public void Info(string message) => _channel.Info(MessageSensitivity.None, message);

    public void Warn(string message) => _channel.Warning(MessageSensitivity.None, message);

    public void Dispose()
    {
        _cancellation.Dispose();
        _channel.Dispose();
    }

    /// <summary>Whether the stage is of the epochs: what there is then is the model of the best one.</summary>
    private static bool IsOfEpochs(TrainingStage stage) =>
        stage is TrainingStage.Pretraining or TrainingStage.Training or TrainingStage.Validation;

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];

    private static string HowFar(TrainingProgress progress)
    {
        string left = progress.Remaining is { } time ? Invariant($", {time.TotalSeconds:F0} s left") : "";
        return progress.Total is > 0 and var total
            ? Invariant($"{100.0 * progress.Done / total:F0}% done{left}")
            : Invariant($"{progress.Done} rows so far");
    }

    private void Begin(TrainingProgress progress)
    {
        if (!IsOfEpochs(progress.Stage))
        {
            Info($"{Sentence(progress.StageName)}.");
            return;
        }

        // Validation is told of with its epoch, behind which training goes on.
        if (progress.Stage == TrainingStage.Validation || !_begun.Add(progress.Stage))
        {
            return;
        }

        Info($"Estimated memory: {progress.EstimatedMemoryMB:F0} MB.");
        if (progress.RowsOnDisk > 0)
        {
            Info($"{progress.RowsOnDisk} rows are kept in a temporary file, so that the process takes about {_options.MaxMemoryMB} MB at most.");
        }

        if (progress.ResumedFromStep > 0)
        {
            Info($"Training goes on from the checkpoint '{_options.CheckpointPath}': step {progress.Step} of {progress.Steps}, epoch {progress.Epoch}.");
        }

        if (progress.Kernels.Count > 1)
        {
            Warn($"The training is not computed by one kernel but by {string.Join(" and then ", progress.Kernels)}: " +
                "the model will not be bit for bit that of a training without interruption. To go on under the first, set CONTEXTMEMORY_KERNEL to its name " +
                "on a processor of that kind.");
        }
    }

    // A context can be cancelled but does not tell: it has to be asked.
    private void FollowContext()
    {
        if (Internals.IsCanceled(_host))
        {
            _cancellation.Cancel();
        }
    }
}
