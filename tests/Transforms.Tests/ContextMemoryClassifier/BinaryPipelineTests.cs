using ContextMemory.MLNet;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Text;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

namespace Transforms.Tests.ContextMemoryClassifier;

public class BinaryPipelineTests
{
    private readonly MLContext _context = new(1);

    private static BinaryRow[] Rows(ITransformer model, IDataView data) =>
        [.. new MLContext(1).Data.CreateEnumerable<BinaryRow>(model.Transform(data), reuseRowObject: false)];

    [Fact]
    public void The_probability_is_the_sigmoid_of_the_score()
    {
        foreach (BinaryRow row in Rows(Learned.Binary, Learned.Test))
        {
            Assert.Equal(1 / (1 + Math.Exp(-row.Score)), row.Probability, 1e-5);
            Assert.Equal(row.Score > 0, row.PredictedLabel);
        }
    }

    [Fact]
    public void Evaluation_measures_the_probabilities()
    {
        IDataView scored = Learned.Binary.Transform(Learned.Test);
        bool[] labels = [.. scored.GetColumn<bool>("IsBilling")];
        float[] probabilities = [.. scored.GetColumn<float>("Probability")];

        CalibratedBinaryClassificationMetrics metrics = _context.BinaryClassification.Evaluate(scored, "IsBilling");

        // Of the binary classifiers ML.NET reports the loss in bits.
        Assert.Equal(labels.Zip(probabilities, (label, p) => -Math.Log2(label ? p : 1 - p)).Average(), metrics.LogLoss, 1e-3);
        Assert.Equal(labels.Zip(probabilities, (label, p) => label == p > 0.5f ? 1.0 : 0).Average(), metrics.Accuracy, 1e-9);
        Assert.True(metrics.Accuracy > 0.9);
        Assert.True(metrics.AreaUnderRocCurve > 0.95);
        Assert.True(metrics.F1Score > 0.8);
    }

    [Fact]
    public void Cross_validation_trains_on_every_fold()
    {
        var folds = _context.BinaryClassification.CrossValidate(
            Learned.Train, Learned.BinaryTrainer(_context), numberOfFolds: 3, labelColumnName: "IsBilling");

        Assert.Equal(3, folds.Count);
        Assert.All(folds, fold => Assert.InRange(fold.Metrics.Accuracy, 0.7, 1));
    }

    [Theory]
    [InlineData(1_000f, true)]
    [InlineData(-1_000f, false)]
    [InlineData(0f, false)]
    public void A_probability_of_all_or_nothing_has_a_finite_score(float bias, bool expected)
    {
        ContextMemoryBinaryTransformer model = WithBias(bias);

        BinaryRow row = Assert.Single(Rows(model, _context.Data.LoadFromEnumerable([new Message { Text = "anything" }])));

        Assert.True(float.IsFinite(row.Score), $"The score is {row.Score}.");
        Assert.Equal(MathF.Sign(bias), MathF.Sign(row.Score));
        Assert.Equal(bias == 0 ? 0.5 : bias > 0 ? 1 : 0, row.Probability, 1e-30);
        Assert.Equal(expected, row.PredictedLabel);
    }

    /// <summary>A model whose logits differ by this much for every text: all other weights are zero.</summary>
    private static ContextMemoryBinaryTransformer WithBias(float bias)
    {
        var vocabulary = new Vocabulary([], lowerCase: true, hashBuckets: 4);
        var encoders = new EncoderEnsemble(vocabulary, Tiny.Encoder(EncoderKind.Lstm), 2, Kernels.Current);
        encoders.Weights[encoders.Layout.Parameters.Single(parameter => parameter.Name == "head.bias")].Span[1] = bias;
        encoders.Weights.Changed();
        return new ContextMemoryBinaryTransformer(new MLContext(), "Text", new ClassificationModel(encoders), report: null);
    }
}
