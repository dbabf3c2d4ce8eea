using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tasks.Encoding;
using ContextMemory.MLNet.Tasks.Entities;
using ContextMemory.MLNet.Tasks.Summarization;
using ContextMemory.MLNet.Tests.Support;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.TorchTests.Support;
using TorchSharp;

namespace ContextMemory.MLNet.TorchTests.Scoring;

/// <summary>Models score on libtorch as they do in managed code, documents of one segment and of several.</summary>
public sealed class ScoringTests
{
    private const double Tolerance = 1e-5;
    private const int LongestDocument = 40;

    public static TheoryData<EncoderKind> Kinds => [.. EncoderKinds.Own];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Vectors(EncoderKind kind)
    {
        EncoderOptions options = RandomObjectives.Encoder(kind, new { Pooling = Pooling.Mean | Pooling.Max | Pooling.Last | Pooling.Attention });
        var random = new RandomStream(1);
        var model = new EncodingModel(RandomObjectives.Coder(), options, Kernels.Current);
        RandomObjectives.Scatter(model.Weights, random);

        Check(model, random, () => model.UseEngine(TestDevice.Engine));
    }

    [Fact]
    public void Vectors_of_adapters()
    {
        var random = new RandomStream(6);
        var model = new EncodingModel(
            RandomObjectives.Coder(), RandomObjectives.Encoder(EncoderKind.Pretrained, new { AdapterRank = 3, TrainsVocabulary = false }), Kernels.Current);
        RandomObjectives.Scatter(model.Weights, random);

        Check(model, random, () => model.UseEngine(TestDevice.Engine));
    }

    [PretrainedTheory]
    [Trait("Category", "Slow")]
    [InlineData("MiniLm")]
    [InlineData("Arctic")]
    public void A_published_transformer(string name)
    {
        string folder = name == "MiniLm" ? PretrainedModels.MiniLm : PretrainedModels.Arctic;
        using PretrainedStart start = PretrainedStart.Open(
            new PretrainedOptions { Path = folder, Pooling = Pooling.Mean | Pooling.First, SegmentLength = 64 }, new TrainingOptions())!;
        EncodingModel model = EncodingModel.Of(start);
        string sentence = "The parcel that I ordered three weeks ago has not arrived, and nobody answers my messages. ";
        int[][] documents = [.. Enumerable.Range(0, 8).Select(i => model.Encode(string.Concat(Enumerable.Repeat(sentence, i))))];
        float[] managed = Run();

        model.UseEngine(TestDevice.Engine);

        float[] torch = Run();
        Assert.True(documents[^1].Length > 2 * model.Options.SegmentLength);
        Assert.All(managed.Zip(torch), pair => Assert.Equal(pair.First, pair.Second, 1e-4));

        float[] Run()
        {
            var vectors = new float[documents.Length * model.ResultSize];
            model.Run(documents, vectors);
            return vectors;
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(40)]
    [InlineData(64)]
    [InlineData(100)]
    public void Recurrent_layers_of_any_size(int size)
    {
        foreach (EncoderKind kind in new[] { EncoderKind.Lstm, EncoderKind.Gru })
        {
            var random = new RandomStream(6);
            var model = new EncodingModel(RandomObjectives.Coder(), RandomObjectives.Encoder(kind, new { HiddenSize = size }), Kernels.Current);
            RandomObjectives.Scatter(model.Weights, random);
            Check(model, random, () => model.UseEngine(TestDevice.Engine));
        }
    }

    [Fact]
    public void Classes_of_several_members()
    {
        var random = new RandomStream(2);
        var encoders = new EncoderEnsemble(RandomObjectives.Coder(), RandomObjectives.Encoder(EncoderKind.Gru), 5, Kernels.Current, members: 2);
        RandomObjectives.Scatter(encoders.Weights, random);
        var model = new ClassificationModel(encoders);

        Check(model, random, () => model.UseEngine(TestDevice.Engine));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Entities(EncoderKind kind)
    {
        var random = new RandomStream(3);
        AnnotatedText[] rows = [.. Enumerable.Range(0, 30).Select(_ => RandomObjectives.Annotated(random))];
        EncoderOptions reader = RandomObjectives.Encoder(EncoderKind.Lstm, new { SegmentLength = 64 });
        var builder = new EntityCoder.Builder(new EntityFeatureOptions { HashBuckets = 16, MinimumWordCount = 1, Characters = reader });
        Array.ForEach(rows, row => builder.Add(row.Text));
        var model = new EntityModel(builder.Build(), RandomObjectives.Encoder(kind), reader, new TagSet(TagScheme.Bioes, ["PER", "PLACE"]), Kernels.Current);
        RandomObjectives.Scatter(model.Weights, random);
        TokenizedText[] texts = [.. rows.Select(row => row.Text), TokenizedText.Of("")];
        Assert.Contains(texts, text => text.Tokens.Count > 2 * model.Options.SegmentLength);
        var extractor = new EntityExtractor(model);
        ExtractedText[] expected = extractor.Extract(texts);

        model.UseEngine(TestDevice.Engine);
        ExtractedText[] found = extractor.Extract(texts);

        for (int i = 0; i < texts.Length; i++)
        {
            Assert.Equal(expected[i].Tags, found[i].Tags);
            Assert.Equal(expected[i].Entities.Select(entity => entity.Tokens), found[i].Entities.Select(entity => entity.Tokens));
            Assert.All(expected[i].Entities.Zip(found[i].Entities), pair => Assert.Equal(pair.First.Score, pair.Second.Score, Tolerance));
        }

        model.UseEngine(TrainingEngine.Managed);
        Assert.Equal(expected[0].Entities.Select(entity => entity.Score), extractor.Extract(texts)[0].Entities.Select(entity => entity.Score));
    }

    [Fact]
    public void Sentences()
    {
        var random = new RandomStream(4);
        var model = new SummarizationModel(
            RandomObjectives.Coder(), RandomObjectives.Encoder(EncoderKind.Gru), RandomObjectives.Encoder(EncoderKind.Lstm), Kernels.Current);
        RandomObjectives.Scatter(model.Weights, random);
        EncodedDocument[] documents = [.. ToySummaries.Cues(12, seed: 4).Select(document => model.Encode(document.Sentences, document.Title))];
        float[][] expected = model.Score(documents);

        model.UseEngine(TestDevice.Engine);

        Assert.All(expected.Zip(model.Score(documents)), pair => AssertClose(pair.First, pair.Second));
    }

    [Fact]
    public void Predictions_leave_no_tensor_behind()
    {
        var random = new RandomStream(5);
        var model = new EncodingModel(RandomObjectives.Coder(), RandomObjectives.Encoder(EncoderKind.DeltaMemory), Kernels.Current);
        RandomObjectives.Scatter(model.Weights, random);
        model.UseEngine(TestDevice.Engine);
        int[][] documents = [RandomObjectives.Codes(random, model.Coder, LongestDocument)];
        var results = new float[model.ResultSize];
        model.Run(documents, results);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        for (int i = 0; i < 500; i++)
        {
            model.Run(documents, results);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static void Check(ITextModel model, RandomStream random, Action useEngine)
    {
        int[][] documents = [.. Enumerable.Range(0, 40).Select(_ => RandomObjectives.Codes(random, model.Coder, LongestDocument))];
        var expected = new float[documents.Length * model.ResultSize];
        model.Run(documents, expected);
        useEngine();
        var found = new float[expected.Length];

        model.Run(documents, found, threads: 2);

        AssertClose(expected, found);
    }

    private static void AssertClose(float[] expected, float[] found) =>
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, Tolerance * Math.Max(1, Math.Abs(pair.First))));
}
