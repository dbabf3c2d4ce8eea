using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>What is counted over the rows of a scored data view, and the metrics that follow from the counts.</summary>
internal sealed class MulticlassEvaluator
{
    private const float SmallestProbability = 1e-15f;

    private readonly int _classCount;
    private readonly string[] _classNames;
    private readonly double[][] _counts;
    private readonly double[] _rowsOfClass;
    private readonly double[] _logLossOfClass;
    private readonly double[] _rowsOfRank;
    private double _rows;
    private double _logLoss;

    private MulticlassEvaluator(string[] classNames)
    {
        _classCount = classNames.Length;
        _classNames = classNames;
        _counts = classNames.Select(_ => new double[_classCount]).ToArray();
        _rowsOfClass = new double[_classCount];
        _logLossOfClass = new double[_classCount];
        _rowsOfRank = new double[_classCount + 1];
    }

    public double MicroAccuracy => _rows > 0 ? _rowsOfRank[0] / _rows : 0;

    public double MacroAccuracy
    {
        get
        {
            var seen = Enumerable.Range(0, _classCount).Where(i => _rowsOfClass[i] > 0).ToArray();
            return seen.Length > 0 ? seen.Average(i => _counts[i][i] / _rowsOfClass[i]) : 0;
        }
    }

    public double LogLoss => _rows > 0 ? _logLoss / _rows : 0;

    public double LogLossReduction
    {
        get
        {
            double entropy = -_rowsOfClass.Where(rows => rows != 0).Sum(rows => rows * Math.Log(rows / _rows)) / _rows;
            return (entropy - LogLoss) / entropy;
        }
    }

    public IReadOnlyList<double> PerClassLogLoss => [.. _logLossOfClass.Zip(_rowsOfClass, (loss, rows) => rows > 0 ? loss / rows : 0)];

    public ConfusionMatrix ConfusionMatrix => new(_counts, _classNames, isBinary: false);

    public static MulticlassEvaluator Evaluate(IDataView data, string labelName, string scoreName, string predictedLabelName)
    {
        var label = EvaluationInput.Find(data, "Label", labelName);
        var score = EvaluationInput.Find(data, "Score", scoreName);
        EvaluationInput.Find(data, "PredictedLabel", predictedLabelName);
        if (score.Type is not VectorDataViewType { Size: >= 2 } vector || vector.ItemType != NumberDataViewType.Single)
        {
            throw Contracts.ExceptSchemaMismatch("schema", "score", scoreName, "vector of two or more items of type Single", score.Type.ToString());
        }
        if (label.Type != NumberDataViewType.Single && label.Type is not KeyDataViewType)
        {
            throw Contracts.ExceptSchemaMismatch("schema", "label", labelName, "Single or Key", label.Type.ToString());
        }
        var evaluator = new MulticlassEvaluator(ClassNames(score, vector.Size));
        using var cursor = data.GetRowCursor([label, score]);
        evaluator.Count(cursor, cursor.GetLabelGetter(label), cursor.GetGetter<VBuffer<float>>(score));
        return evaluator;
    }

    /// <summary>For each k up to the given one, the share of rows whose true class is among the k best.</summary>
    public IReadOnlyList<double> TopKAccuracies(int k)
    {
        double sum = 0;
        return [.. _rowsOfRank.Take(k).Select(rows => sum += rows / _rows)];
    }

    private static string[] ClassNames(DataViewSchema.Column score, int count)
    {
        if (!score.HasSlotNames())
        {
            return Enumerable.Range(0, count).Select(i => i.ToString()).ToArray();
        }
        VBuffer<ReadOnlyMemory<char>> names = default;
        score.GetSlotNames(ref names);
        return names.DenseValues().Select(name => name.ToString()).ToArray();
    }

    private void Count(DataViewRowCursor cursor, ValueGetter<float> labelGetter, ValueGetter<VBuffer<float>> scoreGetter)
    {
        float label = 0;
        VBuffer<float> vector = default;
        var scores = new float[_classCount];
        while (cursor.MoveNext())
        {
            labelGetter(ref label);
            if (!(label >= 0) || label != (int)label)
            {
                continue;
            }
            scoreGetter(ref vector);
            Contracts.Check(vector.Length == _classCount, $"Expected {_classCount} scores, but got {vector.Length}");
            vector.CopyTo(scores);
            if (Array.TrueForAll(scores, float.IsFinite))
            {
                Count((int)label, scores);
            }
        }
    }

    // A class that the model does not know counts as one of probability zero, which every class outranks.
    private void Count(int label, float[] scores)
    {
        bool isKnown = label < _classCount;
        float probability = isKnown ? scores[label] : 0;
        double logLoss = -Math.Log(Math.Min(1, Math.Max(SmallestProbability, probability)));
        int rank = 0;
        int assigned = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            if (scores[i] > probability || (scores[i] == probability && i < label))
            {
                rank++;
            }
            if (scores[i] > scores[assigned])
            {
                assigned = i;
            }
        }
        _rows++;
        _logLoss += logLoss;
        _rowsOfRank[rank]++;
        if (isKnown)
        {
            _rowsOfClass[label]++;
            _logLossOfClass[label] += logLoss;
            _counts[label][rank == 0 ? label : assigned]++;
        }
    }
}
