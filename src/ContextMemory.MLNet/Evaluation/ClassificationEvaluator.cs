using System.Numerics.Tensors;

namespace ContextMemory.MLNet.Evaluation;

/// <summary>Measures a classifier row by row: nothing of a row is kept.</summary>
/// <param name="classes">Classes that the model knows: numbered from 0, in the order of its probabilities.</param>
internal sealed class ClassificationEvaluator(int classes)
{
    private const int CalibrationBins = 15;

    // A probability in single precision cannot be told from 0 or 1 by less than this; scikit-learn clips at the same place.
    private const double SmallestProbability = 1.0 / (1 << 23);

    private readonly List<ClassScores> _scores = [.. Enumerable.Range(0, classes).Select(label => new ClassScores(label, 0, 0, 0))];
    private readonly Bin[] _bins = new Bin[CalibrationBins];
    private double _lossSum;
    private long _rows;
    private long _unknownLabelRows;

    /// <summary>Measures all rows of a data set.</summary>
    /// <param name="probabilities">[rows x classes].</param>
    /// <param name="labels">The right class of each row.</param>
    public static ClassificationMetrics Measure(ReadOnlySpan<float> probabilities, IReadOnlyList<int> labels)
    {
        int classes = probabilities.Length / labels.Count;
        var evaluator = new ClassificationEvaluator(classes);
        for (int row = 0; row < labels.Count; row++)
        {
            evaluator.Add(probabilities.Slice(row * classes, classes), labels[row]);
        }

        return evaluator.Measure();
    }

    /// <param name="probabilities">Of the classes that the model knows.</param>
    /// <param name="label">The right class; a label that the model does not know has a number of its own from there on.</param>
    public void Add(ReadOnlySpan<float> probabilities, int label)
    {
        while (_scores.Count <= label)
        {
            _scores.Add(new ClassScores(_scores.Count, 0, 0, 0));
        }

        int predicted = TensorPrimitives.IndexOfMax(probabilities);
        bool isCorrect = predicted == label;
        _rows++;
        _scores[label] = _scores[label] with { Support = _scores[label].Support + 1 };
        _scores[predicted] = _scores[predicted] with
        {
            Predicted = _scores[predicted].Predicted + 1,
            Correct = _scores[predicted].Correct + (isCorrect ? 1 : 0),
        };
        AddToBin(probabilities[predicted], isCorrect);
        if (label < classes)
        {
            _lossSum -= Math.Log(Math.Clamp(probabilities[label], SmallestProbability, 1 - SmallestProbability));
        }
        else
        {
            _unknownLabelRows++;
        }
    }

    /// <exception cref="InvalidOperationException">There was no row.</exception>
    public ClassificationMetrics Measure()
    {
        if (_rows == 0)
        {
            throw new InvalidOperationException("There is no row to measure on.");
        }

        ClassScores[] occurring = [.. _scores.Where(scores => scores.Support + scores.Predicted > 0)];
        long knownLabelRows = _rows - _unknownLabelRows;
        return new ClassificationMetrics
        {
            Rows = _rows,
            UnknownLabelRows = _unknownLabelRows,
            Accuracy = (double)_scores.Sum(scores => scores.Correct) / _rows,
            MacroF1 = occurring.Average(scores => scores.F1),
            LogLoss = knownLabelRows == 0 ? null : _lossSum / knownLabelRows,
            CalibrationError = _bins.Sum(bin => Math.Abs(bin.ConfidenceSum - bin.Correct)) / _rows,
            Classes = occurring,
        };
    }

    // Bins are open below and closed above, as in Guo 2017: a probability of 1 belongs to the last.
    private void AddToBin(float confidence, bool isCorrect)
    {
        int index = Math.Clamp((int)Math.Ceiling(confidence * (double)CalibrationBins) - 1, 0, CalibrationBins - 1);
        _bins[index] = new Bin(_bins[index].ConfidenceSum + confidence, _bins[index].Correct + (isCorrect ? 1 : 0));
    }

    private readonly record struct Bin(double ConfidenceSum, long Correct);
}
