using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>Scores the sentences of parts of documents, by a method without training or by a model.</summary>
/// <param name="method">How they are scored.</param>
/// <param name="model">The model, which only <see cref="SummaryMethod.Trained"/> has.</param>
internal sealed class PartScorer(SummaryMethod method, SummarizationModel? model)
{
    /// <summary>A score for each sentence of each part. It does not depend on the parts beside it.</summary>
    /// <param name="parts">The sentences of each, the title of its document, and where it stands there.</param>
    /// <param name="threads">Threads to work with, at most.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public float[][] Score(IReadOnlyList<(string[] Sentences, string Title, SummaryPart Place)> parts, int threads, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        if (model is null)
        {
            var scores = new float[parts.Count][];
            PoolLoop.Run(parts.Count, threads, i => scores[i] = UntrainedScores.Of(method, parts[i].Sentences, parts[i].Place.First));
            return scores;
        }

        var documents = new EncodedDocument[parts.Count];
        PoolLoop.Run(parts.Count, threads, i => documents[i] = model.Encode(
            parts[i].Sentences, parts[i].Title, parts[i].Place.First, parts[i].Place.Known));
        return model.Score(documents, threads, StageWatch.Of(cancellation));
    }
}
