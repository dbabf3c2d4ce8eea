using ContextMemory.MLNet;
using ContextMemory.MLNet.Tests.Support;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

namespace Transforms.Tests.Precision;

/// <summary>Models whose weights are rounded: their scores, their files, and the order in which rows are computed.</summary>
public sealed class PrecisionTests
{
    private readonly MLContext _context = new(1);

    public static TheoryData<EncoderKind, ModelPrecision> KindsAndPrecisions
    {
        get
        {
            var data = new TheoryData<EncoderKind, ModelPrecision>();
            foreach (EncoderKind kind in Enum.GetValues<EncoderKind>().Where(kind => kind != EncoderKind.Module))
            {
                data.Add(kind, ModelPrecision.Half);
                data.Add(kind, ModelPrecision.Int8);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(KindsAndPrecisions))]
    public void A_rounded_model_is_saved_small_and_scores_nearly_the_same_to_the_same_bits_however_it_is_asked(EncoderKind kind, ModelPrecision precision)
    {
        IDataView data = Messages.Load(_context, 60);
        ContextMemoryMulticlassTransformer model = Fit(kind);
        int length = ModelFiles.Component(model).Length;
        float[][] exact = Scores(model);

        _context.ContextMemory().UsePrecision(model, precision);

        Assert.Equal(precision, model.Precision);
        float[][] rounded = Scores(model);
        double largest = exact.Zip(rounded, (before, after) => before.Zip(after, (x, y) => Math.Abs(x - y)).Max()).Max();
        Assert.InRange(largest, 0, precision == ModelPrecision.Half ? 0.002 : 0.05);
        if (precision == ModelPrecision.Int8)
        {
            Assert.NotEqual(0, largest);
        }

        model.Threads = 2;
        Assert.Equal(rounded, Scores(model));
        Assert.Equal(rounded[7], Scores(model, _context.Data.TakeRows(_context.Data.SkipRows(data, 7), 1))[0]);

        byte[] saved = ModelFiles.Component(model);
        var loaded = (ContextMemoryMulticlassTransformer)Components.Load(saved);
        Assert.Equal(precision, loaded.Precision);
        Assert.Equal(rounded, Scores(loaded));
        Assert.Equal(saved, ModelFiles.Component(loaded));
        Assert.InRange(saved.Length, 0, length - (precision == ModelPrecision.Half ? 2 * model.ParameterCount - 64 : 2.2 * model.ParameterCount));

        ContextMemoryMulticlassTransformer Fit(EncoderKind of) => _context.MulticlassClassification.Trainers.ContextMemoryClassifier(
            Tiny.Classifier with { Encoder = Wide(of), NGrams = new() { Longest = 0 } }).Fit(data);

        float[][] Scores(ContextMemoryMulticlassTransformer of, IDataView? rows = null) => [.. of.Transform(rows ?? data).GetColumn<float[]>("Score")];
    }

    [Theory]
    [InlineData(ModelPrecision.Half)]
    [InlineData(ModelPrecision.Int8)]
    public void Every_component_of_a_chain_is_rounded_and_stays_so(ModelPrecision precision)
    {
        foreach ((string name, IEstimator<ITransformer> estimator, IDataView data, string column) in Tasks())
        {
            ITransformer model = estimator.Append(_context.Transforms.CopyColumns("Copy", column)).Fit(data);
            using var whole = new MemoryStream();
            _context.Model.Save(model, data.Schema, whole);

            _context.ContextMemory().UsePrecision(model, precision);

            List<string> before = RowPrinter.Print(model.Transform(data), column);
            using var stream = new MemoryStream();
            _context.Model.Save(model, data.Schema, stream);
            Assert.True(stream.Length < whole.Length, name);
            stream.Position = 0;
            Assert.Equal(before, RowPrinter.Print(_context.Model.Load(stream, out _).Transform(data), column));
        }
    }

    [Fact]
    public void What_is_read_as_it_comes_has_the_bits_of_what_is_read_whole()
    {
        IDataView data = Messages.Load(_context, 60);
        ContextMemoryMulticlassTransformer model = _context.MulticlassClassification.Trainers
            .ContextMemoryClassifier(Tiny.Classifier with { Encoder = Wide(EncoderKind.Gru) }).Fit(data);
        _context.ContextMemory().UsePrecision(model, ModelPrecision.Int8);
        string text = string.Join(' ', data.GetColumn<string>("Text"));
        IDataView row = _context.Data.LoadFromEnumerable([new Message { Text = text }]);

        float[] whole = model.Transform(row).GetColumn<float[]>("Score").Single();

        Assert.Equal(whole, model.Scorer.Score(new StringReader(text)));
    }

    [Fact]
    public void A_rounded_model_goes_on_learning_in_single_precision()
    {
        IDataView data = Messages.Load(_context, 40);
        ContextMemoryClassifierOptions options = Tiny.Classifier with { Encoder = Wide(EncoderKind.Lstm) };
        ContextMemoryMulticlassTransformer first = _context.MulticlassClassification.Trainers.ContextMemoryClassifier(options).Fit(data);
        _context.ContextMemory().UsePrecision(first, ModelPrecision.Int8);

        ContextMemoryMulticlassTransformer second =
            _context.MulticlassClassification.Trainers.ContextMemoryClassifier(options with { ContinueFrom = first }).Fit(data);

        Assert.Equal(ModelPrecision.Single, second.Precision);
        Assert.Equal(ModelPrecision.Int8, first.Precision);
    }

    [Fact]
    public void The_example_is_the_one_that_is_compiled_here()
    {
        DocumentationPage.AssertShows("docs/precision.md", "tests/Transforms.Tests/Precision/SmallModel.cs");
        using var folder = new TemporaryFolder();
        IDataView data = Messages.Load(_context, 40);
        ITransformer model = _context.MulticlassClassification.Trainers
            .ContextMemoryClassifier(Tiny.Classifier with { Encoder = Wide(EncoderKind.Lstm) }).Fit(data);
        _context.Model.Save(model, data.Schema, folder["model.zip"]);

        SmallModel.Write(folder["model.zip"], folder["small.zip"]);

        _context.ContextMemory().UsePrecision(model, ModelPrecision.Int8);
        Assert.Equal(
            RowPrinter.Print(model.Transform(data), "Score"),
            RowPrinter.Print(_context.Model.Load(folder["small.zip"], out _).Transform(data), "Score"));
    }

    [Fact]
    public void What_cannot_be_rounded_is_told()
    {
        IDataView data = Messages.Load(_context, 10);
        ITransformer copy = _context.Transforms.CopyColumns("Copy", "Text").Fit(data);

        Assert.Contains("no component of ContextMemory.MLNet", Assert.Throws<ArgumentException>(() => Use(copy, ModelPrecision.Int8)).Message, StringComparison.Ordinal);
        Assert.Contains("Single, Half or Int8", Assert.Throws<ArgumentOutOfRangeException>(() => Use(copy, (ModelPrecision)7)).Message, StringComparison.Ordinal);

        void Use(ITransformer model, ModelPrecision precision) => _context.ContextMemory().UsePrecision(model, precision);
    }

    private IEnumerable<(string Name, IEstimator<ITransformer> Estimator, IDataView Data, string Column)> Tasks()
    {
        IDataView messages = Messages.Load(_context, 60);
        yield return ("encoder", _context.Transforms.ContextMemoryEncode(Tiny.Encode with { Encoder = Wide(EncoderKind.Attention) }), messages, "Features");
        yield return (
            "transformer",
            _context.Transforms.ContextMemoryEncode(Tiny.Encode with { Encoder = new PretrainedOptions { Path = TinyPretrained.Folder } }),
            messages,
            "Features");
        yield return (
            "entities",
            _context.Transforms.Text.ContextMemoryExtractEntities(Tiny.Entities with { Encoder = Wide(EncoderKind.Lstm) }),
            MarkedMessage.Load(_context, Messages.Make(40)),
            "EntitiesScores");
        yield return ("summaries", _context.Transforms.Text.ContextMemorySummarize(Tiny.Summaries with { Encoder = Wide(EncoderKind.Gru) }), messages, "SummaryScores");
    }

    /// <summary>Wide enough for products in 8 bits.</summary>
    private static EncoderOptions Wide(EncoderKind kind) => KindOptions.Of(kind, new
    {
        EmbeddingSize = 48,
        HiddenSize = 40,
        Heads = 4,
        FeedForwardSize = 64,
        Pooling = Pooling.Mean,
        SegmentLength = 16,
        Path = TinyPretrained.Folder,
    });
}
