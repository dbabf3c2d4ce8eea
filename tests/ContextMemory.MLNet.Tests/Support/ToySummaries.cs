using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Summarization;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Support;

/// <summary>Small documents whose best sentence is known, and small models for them.</summary>
internal static class ToySummaries
{
    /// <summary>The reference is the sentence that begins with a cue; it stands anywhere.</summary>
    public static SummaryDocument[] Cues(int count, ulong seed)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
        {
            List<string> sentences = [.. Enumerable.Range(0, 4 + random.NextInteger(4)).Select(_ => Words(random))];
            int best = random.NextInteger(sentences.Count);
            sentences[best] = $"in short {sentences[best]}";
            return new SummaryDocument { Sentences = sentences, References = [sentences[best]] };
        })];
    }

    /// <summary>The same documents with labels in place of references.</summary>
    public static SummaryDocument Labelled(SummaryDocument document) => document with
    {
        References = [],
        Labels = [.. document.Sentences.Select(sentence => document.References.Contains(sentence) ? 1f : 0f)],
    };

    public static SummarizationTrainer Trainer(TrainingOptions options, EncoderKind kind = EncoderKind.Gru, int sentences = 1) => new()
    {
        Encoder = KindOptions.Of(kind, new { EmbeddingSize = 8, HiddenSize = 8, FeedForwardSize = 8, Dropout = 0.1 }),
        Memory = new LstmOptions { EmbeddingSize = 8, HiddenSize = 8, Dropout = 0.1 },
        CoderBuilder = new VocabularyBuilder(new VocabularyOptions { HashBuckets = 16 }),
        Training = options,
        Selector = new SummarySelector(new SummaryLimits { Sentences = sentences }),
        Seed = (ulong)(options.Seed ?? 1),
    };

    /// <summary>Share of documents whose best sentence is the one that scores highest.</summary>
    public static double Accuracy(SummarizationModel model, SummaryDocument[] documents) =>
        documents.Average(document =>
        {
            float[] scores = model.Score([model.Encode(document.Sentences, document.Title)])[0];
            return document.References.Contains(document.Sentences[Array.IndexOf(scores, scores.Max())]) ? 1 : 0;
        });

    private static string Words(RandomStream random) =>
        string.Join(' ', Enumerable.Range(0, 4 + random.NextInteger(4)).Select(_ => $"word{random.NextInteger(30)}"));
}
