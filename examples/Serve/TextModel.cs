using System.Globalization;
using System.Security.Cryptography;
using ContextMemory.MLNet;
using Microsoft.ML;

namespace Serve;

/// <summary>A model file that has been read, with the scorer that serves all requests.</summary>
internal sealed class TextModel : IAsyncDisposable
{
    private readonly Func<string, CancellationToken, Task<Prediction>> _predict;
    private readonly Func<int> _queueLength;
    private readonly IAsyncDisposable _scorer;

    private TextModel(string id, Func<string, CancellationToken, Task<Prediction>> predict, Func<int> queueLength, IAsyncDisposable scorer)
    {
        Id = id;
        _predict = predict;
        _queueLength = queueLength;
        _scorer = scorer;
    }

    /// <summary>The first digits of the file's SHA-256.</summary>
    public string Id { get; }

    public int QueueLength => _queueLength();

    /// <exception cref="InvalidDataException">The file is no model, or has no component of ContextMemory.MLNet.</exception>
    public static TextModel Load(string path, BatchScorerOptions options)
    {
        using FileStream file = File.OpenRead(path);
        string id = Convert.ToHexStringLower(SHA256.HashData(file))[..12];
        file.Position = 0;
        ITransformer model = new MLContext().Model.Load(file, out _);
        IEnumerable<ITransformer> steps = model as IEnumerable<ITransformer> ?? [model];
        return steps.OfType<TextTransformer>().LastOrDefault() switch
        {
            ContextMemoryMulticlassTransformer one => Of(one.CreateBatchScorer(options), Read(one)),
            ContextMemoryBinaryTransformer one => Of(one.CreateBatchScorer(options), Read),
            ContextMemoryMultiLabelTransformer one => Of(one.CreateBatchScorer(options), Read(one)),
            ContextMemoryExtractEntitiesTransformer one => Of(one.CreateBatchScorer(options), entities => new Prediction { Entities = entities }),
            ContextMemorySummarizeTransformer one => Of(one.CreateBatchScorer(options), summary => new Prediction { Summary = summary.Text }),
            ContextMemoryEncodeTransformer one => Of(one.CreateBatchScorer(options), vector => new Prediction { Vector = vector }),
            _ => throw new InvalidDataException($"{path} has no component of ContextMemory.MLNet."),
        };

        TextModel Of<TResult>(BatchScorer<TResult> scorer, Func<TResult, Prediction> read) =>
            new(id, async (text, cancellation) => read(await scorer.ScoreAsync(text, cancellation)), () => scorer.QueueLength, scorer);
    }

    /// <exception cref="QueueFullException">Too many texts wait.</exception>
    /// <exception cref="ObjectDisposedException">Another model has taken its place.</exception>
    public Task<Prediction> PredictAsync(string text, CancellationToken cancellation) => _predict(text, cancellation);

    /// <summary>Takes no more texts, and ends when those that it has are answered.</summary>
    public ValueTask DisposeAsync() => _scorer.DisposeAsync();

    private static Func<MulticlassPrediction, Prediction> Read(ContextMemoryMulticlassTransformer model)
    {
        // Where the label column did not name the classes, they have the numbers of its keys.
        string[] labels = model.Labels.Count > 0
            ? [.. model.Labels]
            : [.. Enumerable.Range(1, model.ClassCount).Select(key => key.ToString(CultureInfo.InvariantCulture))];
        return prediction => new Prediction { Label = labels[prediction.Class], Probabilities = Named(labels, prediction.Probabilities) };
    }

    private static Prediction Read(BinaryPrediction prediction) => new()
    {
        Label = prediction.PredictedLabel ? "true" : "false",
        Probabilities = Named(["true", "false"], [prediction.Probability, 1 - prediction.Probability]),
    };

    private static Func<MultiLabelPrediction, Prediction> Read(ContextMemoryMultiLabelTransformer model) =>
        prediction => new Prediction { Labels = prediction.Labels, Probabilities = Named(model.Labels, prediction.Probabilities) };

    private static LabelProbability[] Named(IEnumerable<string> labels, IEnumerable<float> probabilities) =>
        [.. labels.Zip(probabilities, (label, probability) => new LabelProbability(label, probability)).OrderByDescending(one => one.Probability)];
}
