using System.Diagnostics;
using ContextMemory.MLNet;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Serve;

/// <summary>
/// Holds the model, and takes another one when the file changes: the old one answers until the new one is read, and then what it still has. A file that cannot be
/// read changes nothing and is logged.
/// </summary>
internal sealed partial class ModelHost(IOptions<ServeOptions> options, Telemetry telemetry, ILogger<ModelHost> logger) : BackgroundService, IHealthCheck
{
    private readonly ServeOptions _options = options.Value;
    private TextModel? _current;

    public async Task<PredictResponse?> PredictAsync(IReadOnlyCollection<string> texts, CancellationToken cancellation)
    {
        using Activity? activity = telemetry.StartScoring(texts);
        while (Volatile.Read(ref _current) is { } model)
        {
            try
            {
                Prediction[] predictions = await Task.WhenAll(texts.Select(text => model.PredictAsync(text, cancellation)));
                return new PredictResponse(model.Id, predictions);
            }
            catch (ObjectDisposedException) when (model != Volatile.Read(ref _current))
            {
                // It was replaced before it had taken all texts: the next one answers.
            }
        }

        return null;
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        Volatile.Read(ref _current) is { } model ? HealthCheckResult.Healthy(model.Id) : HealthCheckResult.Unhealthy("No model has been read yet."));

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (Interlocked.Exchange(ref _current, null) is { } model)
        {
            await model.DisposeAsync();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        telemetry.ObserveQueue(() => Volatile.Read(ref _current)?.QueueLength ?? 0);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(_options.WatchSeconds));
        (DateTime Time, long Length)? known = null;
        do
        {
            // A file that is still written fails to be read, and is another one afterwards.
            var file = new FileInfo(_options.Model);
            (DateTime Time, long Length) found = file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
            if (found != known)
            {
                known = found;
                await LoadAsync();
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task LoadAsync()
    {
        try
        {
            var next = TextModel.Load(_options.Model, new BatchScorerOptions
            {
                MaxBatchSize = _options.MaxBatchSize,
                MaxDelay = TimeSpan.FromMilliseconds(_options.MaxDelayMilliseconds),
                QueueCapacity = _options.QueueCapacity,
                WhenFull = FullQueue.Fail,
            });
            TextModel? before = Interlocked.Exchange(ref _current, next);
            telemetry.CountLoad(succeeded: true);
            LogLoaded(next.Id, _options.Model);
            if (before is not null)
            {
                await before.DisposeAsync();
            }
        }
        catch (Exception fault)
        {
            telemetry.CountLoad(succeeded: false);
            LogNotLoaded(fault, _options.Model, Volatile.Read(ref _current)?.Id ?? "none");
        }
    }

    [LoggerMessage(LogLevel.Information, "Model {Id} has been read from {Path} and answers from now on.")]
    private partial void LogLoaded(string id, string path);

    [LoggerMessage(LogLevel.Error, "{Path} cannot be read. The model that answers is still: {Id}.")]
    private partial void LogNotLoaded(Exception fault, string path, string id);
}
