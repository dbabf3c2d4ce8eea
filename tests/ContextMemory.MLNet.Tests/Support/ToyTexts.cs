using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Support;

/// <summary>Small data sets whose rule is known, and small models for them.</summary>
internal static class ToyTexts
{
    /// <summary>The class is the word that stands among others.</summary>
    public static LabeledText[] Topics(int count, ulong seed)
    {
        var random = new RandomStream(seed);
        string[] topics = ["red", "green", "blue"];
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            List<string> words = Fillers(random, 3);
            words.Insert(random.NextInteger(words.Count), topics[i % 3]);
            return Row(words, i % 3);
        })];
    }

    /// <summary>The class is which of two words comes first: the words alone say nothing.</summary>
    public static LabeledText[] Orders(int count, ulong seed)
    {
        var random = new RandomStream(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            List<string> words = Fillers(random, 4);
            int first = random.NextInteger(words.Count);
            words.Insert(first, i % 2 == 0 ? "alpha" : "beta");
            words.Insert(first + 1 + random.NextInteger(words.Count - first), i % 2 == 0 ? "beta" : "alpha");
            return Row(words, i % 2);
        })];
    }

    public static EncoderOptions SmallEncoder(EncoderKind kind) => KindOptions.Of(kind, new
    {
        EmbeddingSize = 16,
        HiddenSize = 12,
        Heads = 4,
        FeedForwardSize = 24,
        Dropout = 0.0,
        TrainsVocabulary = true,
    });

    public static VocabularyBuilder Words() => new(new VocabularyOptions { HashBuckets = 16 });

    /// <summary>Encoders with their first weights that know the words of some texts.</summary>
    public static EncoderEnsemble Encoders(LabeledText[] texts, EncoderOptions encoder, int classes, int members = 1)
    {
        TokenCoderBuilder builder = Words();
        Array.ForEach(texts, text => builder.Add(text.Text.Span));
        var model = new EncoderEnsemble(builder.Build(), encoder, classes, Kernels.Current, members);
        model.Weights.Initialize(1);
        return model;
    }

    /// <summary>Share of rows whose most probable class is their label.</summary>
    public static double Accuracy(ClassificationModel model, LabeledText[] rows)
    {
        var probabilities = new float[rows.Length * model.ClassCount];
        model.Run([.. rows.Select(row => model.Encode(row.Text.Span))], probabilities);
        return Enumerable.Range(0, rows.Length).Count(row =>
        {
            Span<float> scores = probabilities.AsSpan(row * model.ClassCount, model.ClassCount);
            return System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(scores) == rows[row].Labels.Class;
        }) / (double)rows.Length;
    }

    private static List<string> Fillers(RandomStream random, int fewest) =>
        [.. Enumerable.Range(0, fewest + random.NextInteger(4)).Select(_ => $"word{random.NextInteger(8)}")];

    private static LabeledText Row(List<string> words, int label) => new(string.Join(' ', words).AsMemory(), label);
}
