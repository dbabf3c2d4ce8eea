using System.IO.Compression;
using System.Security.Cryptography;
using ContextMemory.MLNet.Benchmarks.Memory;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Tests.Support;
using Microsoft.ML;

namespace ContextMemory.MLNet.Benchmarks.Hashes;

/// <summary>
/// The hash of a small model of every kind: what must stay the same when the code is moved or rewritten. Each depends on the processor's
/// vector instructions, so two tables are compared only if they were made on the same machine.
/// </summary>
internal static class ModelHashes
{
    private static readonly IReadOnlyList<EncoderKind> Kinds = EncoderKinds.LearnedFromNothing;

    /// <summary>Prints the hashes of all models whose name contains a word.</summary>
    public static int Run(string[] args)
    {
        string word = args.FirstOrDefault("");
        foreach ((string name, Func<MLContext, ITransformer> train) in Models().Where(model => model.Name.Contains(word, StringComparison.Ordinal)))
        {
            var context = new MLContext(seed: 1);
            Console.WriteLine($"{Hash(context, train(context))} {name}");
        }

        return 0;
    }

    private static IEnumerable<(string Name, Func<MLContext, ITransformer> Train)> Models()
    {
        var texts = new MemoryTexts(120, 30, vocabulary: 400);
        var more = new MemoryTexts(150, 25, vocabulary: 500);
        var documents = new MemoryTexts(24, 150, vocabulary: 400);
        foreach (EncoderKind kind in Kinds)
        {
            EncoderOptions encoder = Encoder(kind);
            ContextMemoryClassifierOptions classifier = Classifier(encoder);
            yield return ($"classifier {kind}", context => Train(context, classifier, texts));
            yield return ($"binary {kind}", context => context.BinaryClassification.Trainers.ContextMemoryClassifier(classifier).Fit(texts.TrueOrFalse(context)));
            yield return ($"labels {kind}", context =>
                context.MulticlassClassification.Trainers.ContextMemoryMultiLabelClassifier(classifier).Fit(texts.WithLabels(context)));
            yield return ($"entities {kind}", context =>
                context.Transforms.Text.ContextMemoryExtractEntities(new() { Encoder = encoder, Training = Short }).Fit(texts.Annotated(context)));
            yield return ($"summarizer {kind}", context => context.Transforms.Text
                .ContextMemorySummarize(new() { Encoder = encoder, Memory = encoder, Training = Short }).Fit(documents.Summarized(context)));
            yield return ($"encoder {kind}", context =>
                context.Transforms.ContextMemoryEncode(new() { Encoder = encoder, Training = Short }).Fit(texts.Labeled(context)));
            yield return ($"encoder with label {kind}", context => context.Transforms
                .ContextMemoryEncode(new() { Encoder = encoder, Training = Short, LabelColumnName = "Label" }).Fit(texts.Labeled(context)));
        }

        ContextMemoryClassifierOptions usual = Classifier(Encoder(EncoderKind.Gru));
        yield return ("classifier, all defaults", context => Train(context, new() { Training = Best }, texts));
        yield return ("entities, all defaults", context => context.Transforms.Text.ContextMemoryExtractEntities(new() { Training = Best }).Fit(texts.Annotated(context)));
        yield return ("summarizer, all defaults", context => context.Transforms.Text.ContextMemorySummarize(new() { Training = Best }).Fit(documents.Summarized(context)));
        yield return ("encoder, all defaults", context => context.Transforms.ContextMemoryEncode(new() { Training = Best }).Fit(texts.Labeled(context)));
        yield return ("entities with characters", context => context.Transforms.Text
            .ContextMemoryExtractEntities(new() { Features = new() { Characters = new AttentionOptions { EmbeddingSize = 8 } }, Training = Short })
            .Fit(texts.Annotated(context)));
        yield return ("classifier, one member, no validation rows", context =>
            Train(context, usual with { Members = 1, Training = Short with { ValidationFraction = 0 } }, texts));
        yield return ("classifier, continued", context => Train(
            context, usual with { ContinueFrom = Train(context, usual with { ReplayRows = 20 }, texts), ReplayRows = 20 }, more));
        yield return ("classifier, from a checkpoint", Resumed);
        yield return ("classifier with word vectors", context => WithVectors(path => Train(context, usual with { WordVectors = new() { Path = path } }, texts)));
        yield return ("entities with word vectors", context => WithVectors(path => context.Transforms.Text
            .ContextMemoryExtractEntities(new() { WordVectors = new() { Path = path }, Training = Short }).Fit(texts.Annotated(context))));

        ITransformer Resumed(MLContext context)
        {
            string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
            using var source = new CancellationTokenSource();
            int epochs = 0;
            var stop = new Listener(progress =>
            {
                if (progress.FinishedEpoch is not null && ++epochs == 2)
                {
                    source.Cancel();
                }
            });
            Train(context, usual with { Training = Short with { CheckpointPath = path, Progress = stop, CancellationToken = source.Token } }, texts);
            ITransformer model = Train(context, usual with { Training = Short with { CheckpointPath = path } }, texts);
            File.Delete(path);
            return model;
        }
    }

    private static TrainingOptions Best { get; } = new() { Effort = Effort.Best };

    private static TrainingOptions Short { get; } = Best with { Epochs = 2, Threads = 2, BatchSize = 16 };

    private static EncoderOptions Encoder(EncoderKind kind) => KindOptions.Of(kind, new
    {
        EmbeddingSize = 16,
        HiddenSize = 16,
        FeedForwardSize = 32,
        SegmentLength = 24,
        MemoryLength = 16,
        Slots = 8,
        Pooling = Pooling.Mean | Pooling.Max,
    });

    private static ContextMemoryClassifierOptions Classifier(EncoderOptions encoder) => new()
    {
        Encoder = encoder,
        Members = 2,
        PretrainingEpochs = 1,
        AdversarialEpsilon = 0.1,
        LabelSmoothing = 0.05,
        Training = Short,
    };

    private static ContextMemoryMulticlassTransformer Train(MLContext context, ContextMemoryClassifierOptions options, MemoryTexts texts) =>
        context.MulticlassClassification.Trainers.ContextMemoryClassifier(options).Fit(texts.Labeled(context));

    private static ITransformer WithVectors(Func<string, ITransformer> train)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllLines(path, Enumerable.Range(1, 300).Select(word =>
            $"w{word:x} {string.Join(' ', Enumerable.Range(0, 12).Select(i => (i - word % 7) * 0.01))}"));
        ITransformer model = train(path);
        File.Delete(path);
        return model;
    }

    /// <summary>Of the names and contents of all parts of the model file: the file itself holds the time.</summary>
    private static string Hash(MLContext context, ITransformer model)
    {
        using var file = new MemoryStream();
        context.Model.Save(model, inputSchema: null, file);
        using var archive = new ZipArchive(file, ZipArchiveMode.Read);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (ZipArchiveEntry entry in archive.Entries.OrderBy(entry => entry.FullName, StringComparer.Ordinal))
        {
            using Stream content = entry.Open();
            using var bytes = new MemoryStream();
            content.CopyTo(bytes);
            hash.AppendData(System.Text.Encoding.UTF8.GetBytes(entry.FullName));
            hash.AppendData(bytes.ToArray());
        }

        return Convert.ToHexString(hash.GetHashAndReset())[..16];
    }

    private sealed class Listener(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }
}
