using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

namespace Transforms.Tests.ContextMemoryClassifier;

public class MulticlassPipelineTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void Scores_are_probabilities()
    {
        foreach (float[] score in Learned.Multiclass.Transform(Learned.Test).GetColumn<float[]>("Score"))
        {
            Assert.Equal(1, score.Sum(), 1e-5);
            Assert.All(score, probability => Assert.InRange(probability, 0, 1));
        }
    }

    [Fact]
    public void The_predicted_label_is_the_most_probable_one()
    {
        IDataView scored = Learned.Multiclass.Transform(Learned.Test);

        IEnumerable<uint> expected = scored.GetColumn<float[]>("Score").Select(score => (uint)Array.IndexOf(score, score.Max()) + 1);

        Assert.Equal(expected, scored.GetColumn<uint>("PredictedLabel"));
    }

    [Fact]
    public void The_predicted_label_is_mapped_back_to_its_value()
    {
        IDataView scored = Learned.Multiclass
            .Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(Learned.Multiclass.Transform(Learned.Test)))
            .Transform(Learned.Test);

        IEnumerable<bool> isRight =
            scored.GetColumn<string>("Topic").Zip(scored.GetColumn<string>("PredictedLabel"), (one, other) => one == other);

        Assert.InRange(isRight.Count(right => right), 73, 80);
    }

    [Fact]
    public void Evaluation_measures_the_probabilities()
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
    public void The_confusion_table_has_the_names_of_the_classes()
    {
        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(Learned.Multiclass.Transform(Learned.Test));

        string table = metrics.ConfusionMatrix.GetFormattedConfusionTable();

        Assert.Equal(3, metrics.ConfusionMatrix.NumberOfClasses);
        Assert.All(["billing", "delivery", "praise"], name => Assert.Contains(name, table));
        Assert.Equal(80, metrics.ConfusionMatrix.Counts.Sum(row => row.Sum()));
    }

    [Fact]
    public void Cross_validation_trains_on_every_fold()
    {
        var pipeline = Learned.MulticlassTrainer(_context)
            .Append(_context.Transforms.Conversion.MapKeyToValue("PredictedLabelText", "PredictedLabel"));

        var folds = _context.MulticlassClassification.CrossValidate(Learned.Train, pipeline, numberOfFolds: 3);

        Assert.Equal(3, folds.Count);
        Assert.All(folds, fold => Assert.InRange(fold.Metrics.MicroAccuracy, 0.7, 1));
        Assert.NotNull(folds[0].Model.GetOutputSchema(Learned.Train.Schema).GetColumnOrNull("PredictedLabelText"));
    }

    [Fact]
    public void The_slots_of_the_score_have_the_names_of_the_classes()
    {
        VBuffer<ReadOnlyMemory<char>> names = default;

        Learned.Multiclass.GetOutputSchema(Learned.Test.Schema)["Score"].GetSlotNames(ref names);

        Assert.Equal(Learned.Multiclass.Labels, names.DenseValues().Select(name => name.ToString()));
    }

    [Fact]
    public void A_prediction_engine_gives_the_name_and_the_probabilities()
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
    public void The_set_of_score_columns_is_numbered_after_those_of_the_input()
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
