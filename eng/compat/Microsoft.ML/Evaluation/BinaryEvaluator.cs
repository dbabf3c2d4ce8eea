using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>What is counted over the rows of a scored data view, and the metrics that follow from the counts. Logarithms are to base 2.</summary>
internal sealed class BinaryEvaluator
{
    private readonly List<(float Score, bool IsPositive)> _scored = [];
    private readonly string[] _classNames;
    // Positive before negative, the true class before the predicted one.
    private readonly double[][] _counts = [new double[2], new double[2]];
    private double _logLoss;
    private double _positivesWithProbability;
    private double _negativesWithProbability;

    private BinaryEvaluator(string[] classNames) => _classNames = classNames;

    public double Accuracy => (_counts[0][0] + _counts[1][1]) / _counts.Sum(row => row.Sum());

    public double Entropy => EntropyOf(_counts[0].Sum() / _counts.Sum(row => row.Sum()));

    public double LogLoss
    {
        get
        {
            double rows = _positivesWithProbability + _negativesWithProbability;
            return double.IsNaN(_logLoss) ? double.NaN : rows > 0 ? _logLoss / rows : 0;
        }
    }

    public double LogLossReduction
    {
        get
        {
            double rows = _positivesWithProbability + _negativesWithProbability;
            double prior = EntropyOf(_positivesWithProbability / rows);
            return rows == 0 ? 0 : (prior - (_logLoss / rows)) / prior;
        }
    }

    public ConfusionMatrix ConfusionMatrix => new(_counts, _classNames, isBinary: true);

    public double AreaUnderRocCurve
    {
        get
        {
            Contracts.CheckParam(_scored.Exists(row => row.IsPositive), "PosSample", "AUC is not defined when there is no positive class in the data");
            Contracts.CheckParam(_scored.Exists(row => !row.IsPositive), "NegSample", "AUC is not defined when there is no negative class in the data");
            return ScoreCurves.AreaUnderRoc(_scored);
        }
    }

    public double AreaUnderPrecisionRecallCurve => ScoreCurves.AreaUnderPrecisionRecall(_scored);

    public static BinaryEvaluator Evaluate(IDataView data, string labelName, string scoreName, string probabilityName, string predictedLabelName)
    {
        var label = EvaluationInput.Find(data, "Label", labelName);
        var score = EvaluationInput.Find(data, "Score", scoreName);
        DataViewSchema.Column? probability = probabilityName == null ? null : EvaluationInput.Find(data, "Probability", probabilityName);
        EvaluationInput.Find(data, "PredictedLabel", predictedLabelName);
        CheckSingle("score", score);
        if (label.Type != NumberDataViewType.Single && label.Type != NumberDataViewType.Double && label.Type is not (BooleanDataViewType or KeyDataViewType { Count: 2 }))
        {
            throw Contracts.ExceptSchemaMismatch("schema", "label", labelName, "Single, Double, Boolean, or a Key with cardinality 2", label.Type.ToString());
        }
        if (probability is { } column)
        {
            CheckSingle("probability", column);
        }
        var evaluator = new BinaryEvaluator(ClassNames(label));
        using var cursor = data.GetRowCursor(probability is { } active ? [label, score, active] : [label, score]);
        evaluator.Count(
            cursor,
            cursor.GetLabelGetter(label),
            cursor.GetGetter<float>(score),
            probability is { } given ? cursor.GetGetter<float>(given) : (ref float value) => value = float.NaN);
        return evaluator;
    }

    private static void CheckSingle(string role, DataViewSchema.Column column)
    {
        if (column.Type != NumberDataViewType.Single)
        {
            throw Contracts.ExceptSchemaMismatch("schema", role, column.Name, "Single", column.Type.ToString());
        }
    }

    private static string[] ClassNames(DataViewSchema.Column label)
    {
        if (!label.HasKeyValues())
        {
            return ["positive", "negative"];
        }
        VBuffer<ReadOnlyMemory<char>> names = default;
        label.GetKeyValues(ref names);
        return names.DenseValues().Select(name => name.ToString()).ToArray();
    }

    private static double EntropyOf(double p) => p is <= 0 or >= 1 ? 0 : -(p * Math.Log2(p)) - ((1 - p) * Math.Log2(1 - p));

    private void Count(DataViewRowCursor cursor, ValueGetter<float> labelGetter, ValueGetter<float> scoreGetter, ValueGetter<float> probabilityGetter)
    {
        float label = 0;
        float score = 0;
        float probability = 0;
        while (cursor.MoveNext())
        {
            labelGetter(ref label);
            scoreGetter(ref score);
            if (!float.IsFinite(score) || float.IsNaN(label))
            {
                continue;
            }
            probabilityGetter(ref probability);
            Count(label > 0, score, probability);
        }
    }

    private void Count(bool isPositive, float score, float probability)
    {
        _scored.Add((score, isPositive));
        _counts[isPositive ? 0 : 1][score > 0 ? 0 : 1]++;
        _logLoss -= Math.Log2(isPositive ? probability : 1.0 - probability);
        if (float.IsNaN(probability))
        {
            return;
        }
        if (isPositive)
        {
            _positivesWithProbability++;
        }
        else
        {
            _negativesWithProbability++;
        }
    }
}
