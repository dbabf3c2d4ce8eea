using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

namespace Transforms.Tests.ContextMemoryClassifier;

public class MulticlassPipelineTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void ScoresAreProbabilities()
    {
        foreach (float[] score in Learned.Multiclass.Transform(Learned.Test).GetColumn<float[]>("Score"))
        {
            Assert.Equal(1, score.Sum(), 1e-5);
            Assert.All(score, probability => Assert.InRange(probability, 0, 1));
        }
    }

    [Fact]
    public void ThePredictedLabelIsTheMostProbableOne()
    {
        IDataView scored = Learned.Multiclass.Transform(Learned.Test);

        IEnumerable<uint> expected = scored.GetColumn<float[]>("Score").Select(score => (uint)Array.IndexOf(score, score.Max()) + 1);

        Assert.Equal(expected, scored.GetColumn<uint>("PredictedLabel"));
    }

    [Fact]
    public void ThePredictedLabelIsMappedBackToItsValue()
    {
        IDataView scored = Learned.Multiclass
            .Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(Learned.Multiclass.Transform(Learned.Test)))
            .Transform(Learned.Test);

        IEnumerable<bool> isRight =
            scored.GetColumn<string>("Topic").Zip(scored.GetColumn<string>("PredictedLabel"), (one, other) => one == other);

        Assert.InRange(isRight.Count(right => right), 73, 80);
    }

    [Fact]
    public void EvaluationMeasuresTheProbabilities()
    {
        IDataView scored = Learned.Multiclass.Transform(Learned.Test);
        uint[] labels = [.. scored.GetColumn<uint>("Label")];
        float[][] scores = [.. scored.GetColumn<float[]>("Score")];

        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(scored, topKPredictionCount: 2);

        Assert.Equal(labels.Zip(scores, (label, score) => -Math.Log(score[label - 1])).Average(), metrics.LogLoss, 1e-4);
        IEnumerable<double> isRight = labels.Zip(scores, (label, score) => score[label - 1] == score.Max() ? 1.0 : 0);
        Assert.Equal(isRight.Average(), metrics.MicroAccuracy, 1e-9);
        Assert.True(metrics.MicroAccuracy > 0.9);
        Assert.InRange(metrics.TopKAccuracy, metrics.MicroAccuracy, 1);
        Assert.True(metrics.LogLossReduction > 0.5);
    }

    [Fact]
    public void TheConfusionTableHasTheNamesOfTheClasses()
    {
        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(Learned.Multiclass.Transform(Learned.Test));

        string table = metrics.ConfusionMatrix.GetFormattedConfusionTable();

        Assert.Equal(3, metrics.ConfusionMatrix.NumberOfClasses);
        Assert.All(["billing", "delivery", "praise"], name => Assert.Contains(name, table));
        Assert.Equal(80, metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()));
    }

    [Fact]
    public void CrossValidationTrainsOnEveryFold()
    {
        var pipeline = Learned.MulticlassTrainer(_context)
            .Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabelText", "PredictedLabel"));

        var folds = _context.MulticlassClassification.CrossValidate(Learned.Train, pipeline, numberOfFolds: 3);

        Assert.Equal(3, folds.Count);
        Assert.All(folds, fold => Assert.InRange(fold.Metrics.MicroAccuracy, 0.7, 1));
        Assert.NotNull(folds[0].Model.GetOutputSchema(Learned.Train.Schema).GetColumnOrNull("PredictedLabelText"));
    }

    [Fact]
    public void TheSlotsOfTheScoreHaveTheNamesOfTheClasses()
    {
        VBuffer<ReadOnlyMemory<char>> names = default;

        Learned.Multiclass.GetOutputSchema(Learned.Test.Schema)["Score"].GetSlotNames(ref names);

        Assert.Equal(Learned.Multiclass.Labels, names.DenseValues().Select(name => name.ToString()));
    }

    [Fact]
    public void APredictionEngineGivesTheNameAndTheProbabilities()
    {
        ITransformer model = Learned.MulticlassTrainer(_context)
            .Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(Learned.Train);
        using PredictionEngine<Message, NamedPrediction> engine = _context.Model.CreatePredictionEngine<Message, NamedPrediction>(model);

        NamedPrediction prediction = engine.Predict(new Message { Text = "the courier was late and the parcel box arrived" });

        Assert.Equal("delivery", prediction.PredictedLabel);
        Assert.Equal(1, prediction.Score.Sum(), 1e-5);
    }

    [Fact]
    public void TheSetOfScoreColumnsIsNumberedAfterThoseOfTheInput()
    {
        IDataView once = Learned.Multiclass.Transform(Learned.Test);
        IDataView twice = Learned.Binary.Transform(once);

        Assert.Equal(1u, SetId(once.Schema["Score"]));
        Assert.Equal(2u, SetId(twice.Schema["Score"]));
        Assert.Equal(2u, SetId(twice.Schema["Probability"]));
    }

    private static uint SetId(DataViewSchema.Column column)
    {
        uint id = 0;
        column.Annotations.GetValue("ScoreColumnSetId", ref id);
        return id;
    }

    private sealed class NamedPrediction
    {
        public string PredictedLabel { get; set; } = "";

        public float[] Score { get; set; } = [];
    }
}
