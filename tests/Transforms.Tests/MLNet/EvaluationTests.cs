using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transforms.Tests.MLNet;

public class EvaluationTests
{
    private readonly MLContext _context = new(1);

    // Five rows of three classes; the last class is never predicted. Row 4 ties between its class and the first.
    private static readonly Scored[] Rows =
    [
        new() { Label = 0, Score = [0.7f, 0.2f, 0.1f] },
        new() { Label = 0, Score = [0.3f, 0.6f, 0.1f] },
        new() { Label = 1, Score = [0.1f, 0.8f, 0.1f] },
        new() { Label = 2, Score = [0.5f, 0.2f, 0.3f] },
        new() { Label = 2, Score = [0.4f, 0.2f, 0.4f] },
    ];

    private IDataView Scores(IEnumerable<Scored> rows, string[]? names = null)
    {
        var definition = SchemaDefinition.Create(typeof(Scored));
        if (names != null)
        {
            definition["Score"].AddAnnotation("SlotNames", new VBuffer<ReadOnlyMemory<char>>(names.Length, names.Select(name => name.AsMemory()).ToArray()), new VectorDataViewType(TextDataViewType.Instance, names.Length));
        }
        return _context.Data.LoadFromEnumerable(rows, definition);
    }

    [Fact]
    public void MulticlassAccuraciesAndConfusionMatrixCountRows()
    {
        var metrics = _context.MulticlassClassification.Evaluate(Scores(Rows));

        Assert.Equal(2 / 5.0, metrics.MicroAccuracy, 12);
        Assert.Equal((0.5 + 1 + 0) / 3, metrics.MacroAccuracy, 12);
        Assert.Equal([[1.0, 1, 0], [0, 1, 0], [2, 0, 0]], metrics.ConfusionMatrix.Counts);
        Assert.Equal([1 / 3.0, 0.5, 0], metrics.ConfusionMatrix.PerClassPrecision);
        Assert.Equal([0.5, 1, 0], metrics.ConfusionMatrix.PerClassRecall);
        Assert.Equal(3, metrics.ConfusionMatrix.NumberOfClasses);
        Assert.Equal(2, metrics.ConfusionMatrix.GetCountForClassPair(predictedClassIndicatorIndex: 0, actualClassIndicatorIndex: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => metrics.ConfusionMatrix.GetCountForClassPair(3, 0));
    }

    [Fact]
    public void MulticlassLogLossIsNaturalAndReducesTheEntropyOfTheLabels()
    {
        var metrics = _context.MulticlassClassification.Evaluate(Scores(Rows));
        double expected = -new[] { 0.7, 0.3, 0.8, 0.3, 0.4 }.Average(Math.Log);
        double entropy = -((2 * 2 * Math.Log(2 / 5.0)) + Math.Log(1 / 5.0)) / 5;

        Assert.Equal(expected, metrics.LogLoss, 6);
        Assert.Equal((entropy - expected) / entropy, metrics.LogLossReduction, 6);
        Assert.Equal(-(Math.Log(0.3) + Math.Log(0.4)) / 2, metrics.PerClassLogLoss[2], 6);
    }

    [Fact]
    public void AProbabilityOfZeroIsClippedInTheLogLoss()
    {
        var metrics = _context.MulticlassClassification.Evaluate(Scores([new() { Label = 1, Score = [1, 0, 0] }, new() { Label = 0, Score = [1, 0, 0] }]));

        Assert.Equal(-Math.Log(1e-15) / 2, metrics.LogLoss, 4);
    }

    [Fact]
    public void TopKCountsTiedClassesOfLowerIndexAsBetter()
    {
        var metrics = _context.MulticlassClassification.Evaluate(Scores(Rows), topKPredictionCount: 2);

        Assert.Equal(2, metrics.TopKPredictionCount);
        Assert.Equal([0.4, 1.0], metrics.TopKAccuracyForAllK.Select(share => Math.Round(share, 12)));
        Assert.Equal(1.0, metrics.TopKAccuracy, 12);
        Assert.Null(_context.MulticlassClassification.Evaluate(Scores(Rows)).TopKAccuracyForAllK);
    }

    [Fact]
    public void AClassThatTheScoresDoNotKnowCountsAsWrong()
    {
        var metrics = _context.MulticlassClassification.Evaluate(Scores([new() { Label = 0, Score = [0.8f, 0.1f, 0.1f] }, new() { Label = 3, Score = [0.8f, 0.1f, 0.1f] }]));

        Assert.Equal(0.5, metrics.MicroAccuracy, 12);
        Assert.Equal(1, metrics.MacroAccuracy, 12);
        Assert.Equal((-Math.Log(0.8) - Math.Log(1e-15)) / 2, metrics.LogLoss, 4);
    }

    [Fact]
    public void RowsWithoutALabelOrWithAScoreThatIsNoNumberAreLeftOut()
    {
        var rows = Rows.Append(new() { Label = uint.MaxValue, Score = [1, 0, 0] }).Append(new() { Label = 0, Score = [float.NaN, 0, 0] });

        Assert.Equal(5, _context.MulticlassClassification.Evaluate(Scores(rows)).ConfusionMatrix.Counts.Sum(row => row.Sum()));
    }

    [Fact]
    public void TheConfusionTableShowsShortNamesInItsHeader()
    {
        string table = _context.MulticlassClassification.Evaluate(Scores(Rows, ["cat", "dog", "cow"])).ConfusionMatrix.GetFormattedConfusionTable();

        Assert.Equal(
            """

            Confusion table
                      ||========================
            PREDICTED ||   cat |   dog |   cow | Recall
            TRUTH     ||========================
                  cat ||     1 |     1 |     0 | 0.5000
                  dog ||     0 |     1 |     0 | 1.0000
                  cow ||     2 |     0 |     0 | 0.0000
                      ||========================
            Precision ||0.3333 |0.5000 |0.0000 |

            """,
            table.ReplaceLineEndings());
    }

    [Fact]
    public void TheConfusionTableNumbersLongNames()
    {
        string table = _context.MulticlassClassification.Evaluate(Scores(Rows, ["hippopotamus", "dog", "cow"])).ConfusionMatrix.GetFormattedConfusionTable();

        Assert.Contains("PREDICTED       ||     0 |     1 |     2 | Recall", table);
        Assert.Contains("0. hippopotamus ||     1 |     1 |     0 | 0.5000", table);
        Assert.Contains("1.          dog ||", table);
    }

    [Fact]
    public void MulticlassEvaluationNamesTheColumnThatIsMissingOrIllTyped()
    {
        var missing = Assert.Throws<ArgumentOutOfRangeException>(() => _context.MulticlassClassification.Evaluate(Scores(Rows), scoreColumnName: "Nothing"));
        var wrong = Assert.Throws<ArgumentOutOfRangeException>(() => _context.MulticlassClassification.Evaluate(Scores(Rows), labelColumnName: "Text"));

        Assert.Contains("Nothing column 'Score' not found", missing.Message);
        Assert.Contains("Schema mismatch for label column 'Text': expected Single or Key, got String", wrong.Message);
    }

    [Fact]
    public void BinaryMetricsFollowTheirDefinitions()
    {
        // Descending scores: + - + - ; threshold 0 puts the first three on the positive side.
        var metrics = _context.BinaryClassification.Evaluate(_context.Data.LoadFromEnumerable(new BinaryScored[]
        {
            new() { Label = true, Score = 2, Probability = 0.9f },
            new() { Label = false, Score = 1, Probability = 0.7f },
            new() { Label = true, Score = 0.5f, Probability = 0.6f },
            new() { Label = false, Score = -1, Probability = 0.2f },
        }));

        Assert.Equal(0.75, metrics.Accuracy, 12);
        Assert.Equal(2 / 3.0, metrics.PositivePrecision, 12);
        Assert.Equal(1, metrics.PositiveRecall, 12);
        Assert.Equal(1, metrics.NegativePrecision, 12);
        Assert.Equal(0.5, metrics.NegativeRecall, 12);
        Assert.Equal(0.8, metrics.F1Score, 12);
        Assert.Equal(0.75, metrics.AreaUnderRocCurve, 12);
        Assert.Equal(0.5 + (0.5 * ((0.5 + (2 / 3.0)) / 2)), metrics.AreaUnderPrecisionRecallCurve, 12);
        Assert.Equal(1, metrics.Entropy, 12);
        double logLoss = -(Math.Log2(0.9) + Math.Log2(0.3) + Math.Log2(0.6) + Math.Log2(0.8)) / 4;
        Assert.Equal(logLoss, metrics.LogLoss, 6);
        Assert.Equal(1 - logLoss, metrics.LogLossReduction, 6);
        Assert.Equal([[2.0, 0], [1, 1]], metrics.ConfusionMatrix.Counts);
        Assert.Contains("TEST POSITIVE RATIO:\t0.5000 (2.0/(2.0+2.0))", metrics.ConfusionMatrix.GetFormattedConfusionTable());
    }

    [Fact]
    public void TiedScoresCountHalfInTheAreaUnderTheRocCurve()
    {
        var rows = new BinaryScored[] { new() { Label = true, Score = 1 }, new() { Label = false, Score = 1 }, new() { Label = false, Score = 0 } };

        Assert.Equal(0.75, _context.BinaryClassification.EvaluateNonCalibrated(_context.Data.LoadFromEnumerable(rows)).AreaUnderRocCurve, 12);
    }

    [Fact]
    public void TheAreaUnderTheRocCurveNeedsBothClasses()
    {
        var onlyNegative = _context.Data.LoadFromEnumerable(new BinaryScored[] { new() { Label = false, Score = 1 } });

        var error = Assert.Throws<ArgumentOutOfRangeException>(() => _context.BinaryClassification.EvaluateNonCalibrated(onlyNegative));
        Assert.Contains("AUC is not defined when there is no positive class in the data", error.Message);
    }

    private sealed class Scored
    {
        [KeyType(4)]
        public uint Label { get; set; }

        [VectorType(3)]
        public float[] Score { get; set; } = [];

        [KeyType(3)]
        public uint PredictedLabel { get; set; }

        public string Text { get; set; } = "";
    }

    private sealed class BinaryScored
    {
        public bool Label { get; set; }

        public float Score { get; set; }

        public float Probability { get; set; }

        public bool PredictedLabel { get; set; }
    }
}
