using System.Diagnostics;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Training;

/// <summary>
/// Watches over a stage of a training: counts what is done, tells the listener several times a second at most, and ends the stage where
/// training is cancelled. Any thread may count; only the one that made it reports.
/// </summary>
internal sealed class StageWatch
{
    /// <summary>Time between two reports.</summary>
    public static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(200);

    private readonly TrainingStage _stage;
    private readonly long? _total;
    private readonly IProgress<TrainingProgress>? _progress;
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _lastReport;
    private long _done;

    /// <summary>Reports that the stage begins.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="options">Who listens, and what cancels.</param>
    /// <param name="total">How much there is to do; null where that is not known.</param>
    public StageWatch(TrainingStage stage, TrainingOptions options, long? total = null)
        : this(stage, options.Progress, options.CancellationToken, total)
    {
        Report();
    }

    private StageWatch(TrainingStage stage, IProgress<TrainingProgress>? progress, CancellationToken cancellation, long? total)
    {
        _stage = stage;
        _progress = progress;
        Cancellation = cancellation;
        _total = total;
    }

    public CancellationToken Cancellation { get; }

    /// <summary>For what is no stage of a training: nobody listens, nothing cancels.</summary>
    public static StageWatch None { get; } = new(default, null, CancellationToken.None, null);

    /// <summary>For what is no stage of a training but can be cancelled: nobody listens.</summary>
    public static StageWatch Of(CancellationToken cancellation) => new(default, null, cancellation, null);

    /// <summary>Counts what is done.</summary>
    /// <param name="done">How much more of the stage is done; 0 only looks whether to go on.</param>
    /// <exception cref="OperationCanceledException">Training is cancelled.</exception>
    public void Add(long done = 1)
    {
        Cancellation.ThrowIfCancellationRequested();
        if (_progress is null)
        {
            return;
        }

        Interlocked.Add(ref _done, done);
        ReportIfDue();
    }

    /// <summary>Reports where a report is due: for a thread that waits for others. Does not end the stage.</summary>
    public void ReportIfDue()
    {
        if (_progress is not null && Environment.CurrentManagedThreadId == _thread && _clock.Elapsed - _lastReport > ReportInterval)
        {
            Report();
        }
    }

    /// <summary>Reports that the stage has ended, whatever it has counted.</summary>
    public void Finish()
    {
        _done = _total ?? _done;
        Report();
    }

    /// <summary>The rows, each counted when the next one is asked for; the stage ends behind the last.</summary>
    /// <exception cref="OperationCanceledException">Training is cancelled.</exception>
    public IEnumerable<T> Over<T>(IEnumerable<T> rows)
    {
        Cancellation.ThrowIfCancellationRequested();
        foreach (T row in rows)
        {
            yield return row;
            Add();
        }

        Finish();
    }

    private void Report()
    {
        if (_progress is null)
        {
            return;
        }

        long done = Interlocked.Read(ref _done);
        TimeSpan elapsed = _lastReport = _clock.Elapsed;
        _progress.Report(new TrainingProgress
        {
            Stage = _stage,
            Done = done,
            Total = _total,
            PeakMemoryMB = ProcessMemory.PeakMB(),
            Elapsed = elapsed,
            Remaining = _total is { } total && done > 0 ? elapsed * ((double)Math.Max(0, total - done) / done) : null,
        });
    }
}
