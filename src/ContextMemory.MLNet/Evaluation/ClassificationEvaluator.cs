using System.Numerics.Tensors;

namespace ContextMemory.MLNet;

/// <summary>
/// Measures a classifier of one class a row, row by row: nothing of a row is kept. Labels that the model does not know count as mistakes, where ML.NET's
/// <c>Evaluate</c> leaves them out.
/// </summary>
public sealed class ClassificationEvaluator
{
    private const int CalibrationBins = 15;

    // A probability in single precision cannot be told from 0 or 1 by less than this; scikit-learn clips at the same place.
    private const double SmallestProbability = 1.0 / (1 << 23);

    private readonly int _classes;
    private readonly List<ClassScores> _scores;
    private readonly Bin[] _bins = new Bin[CalibrationBins];
    private double _lossSum;
    private long _rows;
    private long _unknownLabelRows;

    /// <param name="classes">Classes that the model knows, 1 or more: numbered from 0, in the order of its probabilities.</param>
    public ClassificationEvaluator(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        _classes = classes;
        _scores = [.. Enumerable.Range(0, classes).Select(label => new ClassScores(label, 0, 0, 0))];
    }

    /// <summary>Measures all rows of a data set.</summary>
    /// <param name="probabilities">[rows x classes].</param>
    /// <param name="labels">The right class of each row.</param>
    internal static ClassificationMetrics Measure(ReadOnlySpan<float> probabilities, IReadOnlyList<int> labels)
    {
        int classes = probabilities.Length / labels.Count;
        var evaluator = new ClassificationEvaluator(classes);
        for (int row = 0; row < labels.Count; row++)
        {
            evaluator.Add(probabilities.Slice(row * classes, classes), labels[row]);
        }

        return evaluator.Measure();
    }

    /// <summary>Adds a row.</summary>
    /// <param name="probabilities">Of the classes that the model knows; the largest is what the model predicts.</param>
    /// <param name="label">The right class, 0 or more; a label that the model does not know has a number of its own from the number of classes on.</param>
    /// <exception cref="ArgumentException">There are not as many probabilities as classes, or the label is below 0.</exception>
    public void Add(ReadOnlySpan<float> probabilities, int label)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(label);
        if (probabilities.Length != _classes)
        {
            throw new ArgumentException($"There are {probabilities.Length} probabilities; expected {_classes}, one for each class.", nameof(probabilities));
        }

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
        if (label < _classes)
        {
            _lossSum -= Math.Log(Math.Clamp(probabilities[label], SmallestProbability, 1 - SmallestProbability));
        }
        else
        {
            _unknownLabelRows++;
        }
    }

    /// <summary>The measures of all rows so far.</summary>
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
