using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transforms.Tests.MLNet;

public class SdcaTests
{
    private readonly MLContext _context = new(1);

    // Three well separated clouds in the plane.
    private IDataView Points(int count, int seed = 0)
    {
        var random = new Random(seed);
        return _context.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new Point
        {
            Label = new[] { "east", "north", "west" }[i % 3],
            Features = [(float)((i % 3) - 1 + (0.4 * (random.NextDouble() - 0.5))), (float)((i % 3 == 1 ? 1 : 0) + (0.4 * (random.NextDouble() - 0.5)))],
        }).ToList());
    }

    private IEstimator<ITransformer> Pipeline() => _context.Transforms.Conversion.MapValueToKey("Label")
        .AppendCacheCheckpoint(_context)
        .Append(_context.MulticlassClassification.Trainers.SdcaMaximumEntropy());

    [Fact]
    public void ItSeparatesWhatIsSeparable()
    {
        var metrics = _context.MulticlassClassification.Evaluate(Pipeline().Fit(Points(300)).Transform(Points(90, seed: 1)));

        Assert.Equal(1, metrics.MicroAccuracy, 2);
        Assert.InRange(metrics.LogLoss, 0, 0.2);
    }

    [Fact]
    public void ScoresAreProbabilitiesAndThePredictionIsTheirGreatest()
    {
        var scored = Pipeline().Fit(Points(90)).Transform(Points(30, seed: 2));

        foreach (var (score, predicted) in scored.GetColumn<float[]>("Score").Zip(scored.GetColumn<uint>("PredictedLabel")))
        {
            Assert.Equal(1, score.Sum(), 4);
            Assert.Equal(score.Max(), score[predicted - 1]);
        }
    }

    [Fact]
    public void ItsColumnsCarryTheAnnotationsOfAScorerAndThePromisedShape()
    {
        var data = Points(60);
        var scored = Pipeline().Fit(data).Transform(data);
        var promised = Pipeline().GetOutputSchema(MLNetInternals.CreateShape(null, data.Schema));
        var delivered = MLNetInternals.CreateShape(null, scored.Schema);

        Assert.Equal(["ScoreColumnKind", "ScoreColumnSetId", "ScoreValueKind", "SlotNames", "TrainingLabelValues"], scored.Schema["Score"].Annotations.Schema.Select(a => a.Name).Order());
        Assert.Equal(["KeyValues", "ScoreColumnKind", "ScoreColumnSetId", "ScoreValueKind"], scored.Schema["PredictedLabel"].Annotations.Schema.Select(a => a.Name).Order());
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 3), scored.Schema["Score"].Type);
        Assert.Equal(new KeyDataViewType(typeof(uint), 3), scored.Schema["PredictedLabel"].Type);
        Assert.True(scored.Schema["Score"].HasSlotNames());
        Assert.True(scored.Schema["PredictedLabel"].HasKeyValues());
        Assert.Equal("MulticlassClassification", Text("ScoreColumnKind"));
        Assert.Equal("Score", Text("ScoreValueKind"));
        foreach (string name in new[] { "Score", "PredictedLabel" })
        {
            Assert.Equal(Describe(promised, name), Describe(delivered, name));
        }

        string Text(string kind)
        {
            ReadOnlyMemory<char> value = default;
            scored.Schema["Score"].Annotations.GetValue(kind, ref value);
            return value.ToString();
        }

        static string Describe(SchemaShape shape, string name)
        {
            var column = shape.Single(column => column.Name == name);
            return $"{column.Kind} {column.ItemType} {column.IsKey} {string.Join(", ", column.Annotations.Select(a => $"{a.Name} {a.Kind} {a.ItemType} {a.IsKey}").Order())}";
        }
    }

    [Fact]
    public void EachScorerInAChainHasItsOwnColumnSet()
    {
        var trainer = _context.MulticlassClassification.Trainers.SdcaMaximumEntropy(maximumNumberOfIterations: 3);
        var scored = _context.Transforms.Conversion.MapValueToKey("Label").Append(trainer).Append(trainer).Fit(Points(30)).Transform(Points(30));

        uint id = 0;
        scored.Schema["Score"].Annotations.GetValue("ScoreColumnSetId", ref id);

        Assert.Equal(2u, id);
    }

    [Fact]
    public void ALoadedModelScoresAsTheSavedOne()
    {
        var data = Points(60);
        var model = Pipeline().Fit(data);
        using var stream = new MemoryStream();
        _context.Model.Save(model, data.Schema, stream);
        stream.Position = 0;

        var loaded = new MLContext().Model.Load(stream, out _);

        Assert.Equal(model.Transform(data).GetColumn<float[]>("Score"), loaded.Transform(data).GetColumn<float[]>("Score"));
        Assert.Equal(["east", "north", "west"], _context.Transforms.Conversion.MapKeyToValue("Name", "PredictedLabel").Fit(loaded.Transform(data)).Transform(loaded.Transform(data)).GetColumn<string>("Name").Distinct().Order());
    }

    [Fact]
    public void CrossValidationTrainsAndScoresEachFold()
    {
        var results = _context.MulticlassClassification.CrossValidate(Points(150), Pipeline(), numberOfFolds: 3);

        Assert.Equal([0, 1, 2], results.Select(result => result.Fold));
        Assert.All(results, result => Assert.InRange(result.Metrics.MicroAccuracy, 0.95, 1));
        Assert.Equal(150, results.Sum(result => result.ScoredHoldOutSet.GetColumn<uint>("PredictedLabel").Count()));
        Assert.Equal(3, results.Select(result => result.Model).Distinct().Count());
    }

    [Fact]
    public void ItNamesTheColumnThatIsMissingOrIllTyped()
    {
        var trainer = _context.MulticlassClassification.Trainers.SdcaMaximumEntropy();

        var text = Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(Points(3)));
        var missing = Assert.Throws<ArgumentOutOfRangeException>(() => _context.MulticlassClassification.Trainers.SdcaMaximumEntropy(featureColumnName: "Nothing").Fit(Points(3)));

        Assert.Contains("Schema mismatch for label column 'Label': expected Key<UInt32>, got String", text.Message);
        Assert.Contains("Could not find feature column 'Nothing'", missing.Message);
    }

    [Fact]
    public void ItDoesNotTrainOnNothing()
    {
        var empty = _context.Data.FilterRowsByColumn(Points(30), "Number", lowerBound: 1);

        var error = Assert.Throws<InvalidOperationException>(() => Pipeline().Fit(empty));
        Assert.Contains("Training set has 0 instances, aborting training.", error.Message);
    }

    private sealed class Point
    {
        public string Label { get; set; } = "";

        public float Number { get; set; }

        [VectorType(2)]
        public float[] Features { get; set; } = [];
    }
}
