using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tasks.Classification.NGrams;

namespace ContextMemory.MLNet.Tests.Support;

internal static class ClassificationModels
{
    /// <summary>The same encoders with other parts, where these are given.</summary>
    public static ClassificationModel With(
        this ClassificationModel model, NGramClassifier? ngrams = null, Mixture? mixture = null, ReplayRows? replay = null) => new(model.Encoders)
        {
            NGrams = ngrams ?? model.NGrams,
            Mixture = mixture ?? model.Mixture,
            Thresholds = model.Thresholds,
            Replay = replay ?? model.Replay,
        };
}
