using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tasks.Classification.NGrams;
using ContextMemory.MLNet.Tasks.Encoding;

namespace ContextMemory.MLNet.Tests.Tasks.Streaming;

[Collection(MeasuresHeap.Name)]
public sealed class TextScorerTests
{
    private const string Part = "red word1 don't 日本 e\u0301 👍 word2\r\nblue! ";

    private static readonly Lazy<ClassificationModel> Trained = new(Train);

    public static TheoryData<EncoderKind> Kinds => new(EncoderKinds.Own);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_streamed_vector_is_that_of_the_whole_text(EncoderKind kind)
    {
        EncodingModel model = CreateEncoder(kind);
        var scorer = new TextScorer(model, []);
        Assert.Equal(model.ResultSize, scorer.ScoreCount);
        foreach (string text in Lengths())
        {
            Close.All(Whole(model, text), scorer.Score(new StringReader(text)), 1e-5, $"vector of {text.Length} units");
        }
    }

    [Fact]
    public async Task Streamed_probabilities_of_all_parts_are_those_of_the_whole_text()
    {
        ClassificationModel model = Trained.Value;
        Assert.Equal(2, model.MemberCount);
        Assert.NotNull(model.NGrams!.Memory);
        var scorer = new TextScorer(model, ["red", "green", "blue"]);
        foreach (string text in Lengths())
        {
            float[] expected = Whole(model, text);
            foreach (int longest in (int[])[1, 5, 300, 100_000])
            {
                float[] found = await scorer.ScoreAsync(Cuts.Slowly(Cuts.Cut(text, longest, seed: 3)));
                Close.All(expected, found, 1e-5, $"{text.Length} units in pieces of {longest}");
            }
        }

        Assert.Equal(["red", "green", "blue"], scorer.Labels);
    }

    [Fact]
    public void The_linear_part_alone_and_labels_that_exclude_none_are_streamed_too()
    {
        ClassificationModel linear = Trained.Value;
        linear = new ClassificationModel(linear.Encoders.WithoutMembers()) { NGrams = linear.NGrams, Mixture = linear.Mixture };
        var multiLabel = new ClassificationModel(new EncoderEnsemble(linear.Coder, linear.Options, 3, Kernels.Current, isMultiLabel: true)) { NGrams = linear.NGrams };
        multiLabel.Encoders.Weights.Initialize(3);
        foreach (ClassificationModel model in (ClassificationModel[])[linear, multiLabel])
        {
            foreach (string text in Lengths())
            {
                Close.All(Whole(model, text), new TextScorer(model, []).Score(new StringReader(text)), 1e-5, "probabilities");
            }
        }
    }

    [Fact]
    public void One_scorer_is_used_from_many_threads()
    {
        ClassificationModel model = Trained.Value;
        var scorer = new TextScorer(model, []);
        string[] texts = [.. Lengths(), .. Lengths()];
        var found = new float[texts.Length][];
        Parallel.For(0, texts.Length, i => found[i] = scorer.Score(new StringReader(texts[i])));
        for (int i = 0; i < texts.Length; i++)
        {
            Close.All(Whole(model, texts[i]), found[i], 1e-5, "probabilities");
        }
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void A_text_of_20_million_characters_is_not_held()
    {
        var scorer = new TextScorer(Trained.Value, []);
        using var text = new GeneratedText(Part, length: 20_000_000);
        float[] probabilities = scorer.Score(text);
        Assert.InRange(probabilities.Sum(), 0.999, 1.001);
        Assert.InRange(text.MostGrown, 0, 4_000_000);
    }

    [Fact]
    public async Task Reading_can_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        var scorer = new TextScorer(Trained.Value, []);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scorer.ScoreAsync(Endless(), source.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => scorer.Score(new StringReader("red"), source.Token));

        async IAsyncEnumerable<string> Endless()
        {
            for (int i = 0; ; i++)
            {
                await Task.Yield();
                yield return Part;
                if (i == 1_000)
                {
                    await source.CancelAsync();
                }
            }
        }
    }

    [Fact]
    public async Task Missing_texts_and_pieces_are_refused()
    {
        var scorer = new TextScorer(Trained.Value, []);
        Assert.Throws<ArgumentNullException>("text", () => scorer.Score(null!));
        await Assert.ThrowsAsync<ArgumentNullException>("pieces", () => scorer.ScoreAsync(null!));
        await Assert.ThrowsAsync<ArgumentException>("pieces", () => scorer.ScoreAsync(Cuts.Slowly(["red", null!])));
    }

    private static IEnumerable<string> Lengths() =>
        [.. new[] { 0, 1, 2, 5, 7, 40, 700 }.Select(times => string.Concat(Enumerable.Repeat(Part, times))), new string('a', 20_000), new string('日', 9_000)];

    private static float[] Whole(ITextModel model, string text)
    {
        var result = new float[model.ResultSize];
        model.Run([model.Encode(text)], result);
        return result;
    }

    private static EncodingModel CreateEncoder(EncoderKind kind)
    {
        EncoderOptions options = ToyTexts.SmallEncoder(kind) with
        {
            SegmentLength = 16,
            Layers = 2,
            Pooling = Pooling.Mean | Pooling.Max | Pooling.Last | Pooling.Attention,
        };
        var model = new EncodingModel(Trained.Value.Coder, options, Kernels.Current);
        model.Weights.Initialize(1);
        return model;
    }

    private static ClassificationModel Train()
    {
        var trainer = new ClassificationTrainer
        {
            Encoder = ToyTexts.SmallEncoder(EncoderKind.Gru) with { SegmentLength = 16 },
            CoderBuilder = ToyTexts.Words(),
            Training = new TrainingOptions { Epochs = 1, BatchSize = 16, Threads = 1, ValidationFraction = 0.2, Effort = Effort.Best },
            Seed = 1,
            NGrams = new NGramOptions(),
            Members = 2,
        };
        LabeledText[] rows = ToyTexts.Topics(200, seed: 1);
        ClassificationModel model = trainer.Train(rows, null, 3).Model;
        return model.With(model.NGrams!.WithMemory(Remember(model, rows)), new Mixture(0.7f, 1.1f, 0.4f));
    }

    private static DocumentMemory Remember(ClassificationModel model, LabeledText[] rows)
    {
        NGramIndex index = model.NGrams!.Index;
        List<int> starts = [0];
        List<int> features = [];
        List<float> values = [];
        var vector = new NGramVector();
        foreach (LabeledText row in rows)
        {
            index.Vectorize(model.Encode(row.Text.Span), vector);
            features.AddRange(vector.Features);
            values.AddRange(vector.Values);
            starts.Add(features.Count);
        }

        var documents = new CompressedRows([.. starts], [.. features], [.. values]);
        return new DocumentMemory(documents, index.Count, [.. rows.Select(row => row.Labels.Class)], [.. rows.Select(_ => 1f)], 3, neighbors: 10);
    }
}
