using ContextMemory.MLNet;
using Microsoft.ML;

namespace Transforms.Tests.Scoring;

internal sealed class MessageClassifier : IAsyncDisposable
{
    private readonly BatchScorer<MulticlassPrediction> _scorer;

    public MessageClassifier(string modelPath)
    {
        ITransformer model = new MLContext().Model.Load(modelPath, out _);
        IEnumerable<ITransformer> steps = model as IEnumerable<ITransformer> ?? [model];
        _scorer = steps.OfType<ContextMemoryMulticlassTransformer>().Single().CreateBatchScorer(new() { MaxBatchSize = 32 });
    }

    // Called by any number of requests at once.
    public async Task<string> ClassifyAsync(string text, CancellationToken cancellation)
    {
        MulticlassPrediction prediction = await _scorer.ScoreAsync(text, cancellation);
        return $"{prediction.Label} ({prediction.Probability:P0})";
    }

    // A file of any length: it is read as the results are written.
    public async Task ClassifyAsync(string inputPath, string outputPath, CancellationToken cancellation)
    {
        await using var output = new StreamWriter(outputPath);
        await foreach (MulticlassPrediction prediction in _scorer.ScoreAsync(File.ReadLinesAsync(inputPath, cancellation), cancellation))
        {
            await output.WriteLineAsync(prediction.Label);
        }
    }

    public ValueTask DisposeAsync() => _scorer.DisposeAsync();
}
