using ContextMemory.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

namespace Transforms.Tests.Pipelines;

/// <summary>Stock trainers and transforms behind and beside our encoder.</summary>
public class StockTrainerTests
{
    private readonly MLContext _context = new(1);
    private readonly IDataView _train = Learned.Train;

    private IEstimator<ITransformer> Encoder => _context.Transforms.ContextMemoryEncode(
        Tiny.Encode with { LabelColumnName = "Label", Encoder = Tiny.Encoder(EncoderKind.Lstm), Training = Learned.Training });

    [Fact]
    public void LBFGS_learns_from_the_vectors() => AssertLearns(
        Encoder.AppendCacheCheckpoint(_context).Append(_context.MulticlassClassification.Trainers.LbfgsMaximumEntropy()), 0.9);

    [Fact]
    public void Naive_Bayes_learns_from_the_vectors() => AssertLearns(
        Encoder.Append(_context.MulticlassClassification.Trainers.NaiveBayes()), 0.5);

    [Fact]
    public void Vectors_can_be_normalized()
    {
        ITransformer model = Encoder.Append(_context.Transforms.NormalizeMinMax("Features", fixZero: false)).Fit(_train);

        float[] values = [.. model.Transform(_train).GetColumn<float[]>("Features").SelectMany(row => row)];

        Assert.Equal((0f, 1f), (values.Min(), values.Max()));
    }

    [Fact]
    public void Vectors_stand_beside_featurized_text() => AssertLearns(
        _context.Transforms.Text.FeaturizeText("Grams", "Text")
            .Append(_context.Transforms.ContextMemoryEncode(Tiny.Encode with { OutputColumnName = "Context" }))
            .Append(_context.Transforms.Concatenate("Features", "Grams", "Context"))
            .AppendCacheCheckpoint(_context)
            .Append(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy(maximumNumberOfIterations: 50)),
        0.9);

    [Fact]
    public void A_binary_trainer_learns_from_the_vectors()
    {
        var pipeline = Encoder.AppendCacheCheckpoint(_context)
            .Append(_context.BinaryClassification.Trainers.SdcaLogisticRegression("IsBilling", maximumNumberOfIterations: 50));

        IDataView scored = pipeline.Fit(_train).Transform(Learned.Test);
        BinaryClassificationMetrics metrics = _context.BinaryClassification.Evaluate(scored, "IsBilling");

        Assert.True(metrics.Accuracy > 0.9);
    }

    [Fact]
    public void An_owned_transformer_survives_its_engine()
    {
        foreach (bool owns in new[] { true, false })
        {
            ContextMemoryMulticlassTransformer model = Learned.Multiclass;
            string first;
            using (PredictionEngine<Message, MulticlassRow> engine = _context.Model.CreatePredictionEngine<Message, MulticlassRow>(
                model, new PredictionEngineOptions { OwnsTransformer = owns }))
            {
                first = RowPrinter.Show("Score", engine.Predict(new Message { Text = "my invoice" }).Score);
            }

            using PredictionEngine<Message, MulticlassRow> second = _context.Model.CreatePredictionEngine<Message, MulticlassRow>(model);
            Assert.Equal(first, RowPrinter.Show("Score", second.Predict(new Message { Text = "my invoice" }).Score));
        }
    }

    private void AssertLearns(IEstimator<ITransformer> pipeline, double accuracy)
    {
        ITransformer model = pipeline.Fit(_train);
        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(model.Transform(Learned.Test));
        Assert.True(metrics.MicroAccuracy > accuracy, $"{metrics.MicroAccuracy}");

        ITransformer loaded = ModelFiles.Load(ModelFiles.Save(model, _train.Schema));
        Assert.Equal(RowPrinter.Print(model.Transform(Learned.Test), "Score"), RowPrinter.Print(loaded.Transform(Learned.Test), "Score"));
    }
}
