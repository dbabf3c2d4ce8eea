using System.Diagnostics;
using Microsoft.ML;

namespace FromMicrosoftMLTorchSharp;

/// <summary>What came of a trainer: a measure on rows that it has not seen and what that cost, or why it did not run.</summary>
internal sealed record Result(string Trainer, double Score, TimeSpan Fit, TimeSpan Scoring, long ModelBytes, string? NotRun = null)
{
    public static Result Skipped(string trainer, string reason) => new(trainer, 0, default, default, 0, reason);

    /// <summary>Trains, scores the test rows and saves the model; <paramref name="measure"/> reads the scored rows.</summary>
    public static Result Measure(
        MLContext ctx, string trainer, IEstimator<ITransformer> estimator, IDataView train, Func<ITransformer, double> measure)
    {
        var watch = Stopwatch.StartNew();
        ITransformer model = estimator.Fit(train);
        TimeSpan fit = watch.Elapsed;

        watch.Restart();
        double score = measure(model);
        TimeSpan scoring = watch.Elapsed;

        using var file = new MemoryStream();
        ctx.Model.Save(model, train.Schema, file);
        return new Result(trainer, score, fit, scoring, file.Length);
    }
}
