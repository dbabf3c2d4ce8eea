using System.Numerics.Tensors;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>
/// Finds the factors with which the sum of several parts makes the labels most probable: the loss is convex, and the factors are bounded
/// below (projected Newton, Bertsekas 1982).
/// </summary>
/// <param name="parts">At least one.</param>
/// <param name="labels">The right class of each row.</param>
/// <param name="weights">How much each row counts; empty where all count 1.</param>
/// <param name="watch">Counts the rows that are measured, as often as they are; null where nobody watches.</param>
internal sealed class FactorFit(
    IReadOnlyList<FactorFit.Part> parts, ReadOnlyMemory<int> labels, ReadOnlyMemory<float> weights, StageWatch? watch = null)
{
    private const int MostSteps = 100;
    private const int MostHalvings = 30;

    // Draws the factors towards what is usual where the rows do not tell: counts as much as this many rows.
    private const double PriorRows = 10;

    private readonly int _classes = parts[0].Scores.Length / labels.Length;

    /// <param name="Scores">[rows x classes].</param>
    /// <param name="Usual">The factor that it has where there are no rows.</param>
    /// <param name="Least">The smallest factor.</param>
    public readonly record struct Part(ReadOnlyMemory<float> Scores, double Usual, double Least = 0);

    /// <returns>A factor for each part.</returns>
    /// <exception cref="OperationCanceledException">The stage that is watched is cancelled.</exception>
    public double[] Run(out double loss)
    {
        int count = parts.Count;
        double[] factors = [.. parts.Select(part => part.Usual)];
        var slope = new double[count];
        var bend = new double[count, count];
        loss = Measure(factors, slope, bend);
        for (int step = 0; step < MostSteps; step++)
        {
            double[] move = NewtonStep(factors, slope, bend);
            double before = loss;
            double[] next = factors;
            for (int halving = 0; halving < MostHalvings; halving++)
            {
                double share = Math.ScaleB(1, -halving);
                next = [.. factors.Select((factor, i) => Math.Max(parts[i].Least, factor + share * move[i]))];
                loss = Measure(next, slope, bend);
                if (loss <= before)
                {
                    break;
                }
            }

            if (!(loss <= before))
            {
                loss = before;
                break;
            }

            factors = next;
            if (before - loss < 1e-9 * labels.Length)
            {
                break;
            }
        }

        return factors;
    }

    /// <summary>Of those factors that are not held at their bound.</summary>
    private double[] NewtonStep(double[] factors, double[] slope, double[,] bend)
    {
        int[] free = [.. Enumerable.Range(0, factors.Length).Where(i => factors[i] > parts[i].Least || slope[i] < 0)];
        var move = new double[factors.Length];
        var matrix = new double[free.Length, free.Length];
        double[] right = [.. free.Select(i => -slope[i])];
        for (int i = 0; i < free.Length; i++)
        {
            for (int j = 0; j < free.Length; j++)
            {
                matrix[i, j] = bend[free[i], free[j]];
            }
        }

        // The prior makes the matrix positive definite: no pivot is zero.
        for (int pivot = 0; pivot < free.Length; pivot++)
        {
            for (int i = pivot + 1; i < free.Length; i++)
            {
                double share = matrix[i, pivot] / matrix[pivot, pivot];
                for (int j = pivot; j < free.Length; j++)
                {
                    matrix[i, j] -= share * matrix[pivot, j];
                }

                right[i] -= share * right[pivot];
            }
        }

        for (int i = free.Length - 1; i >= 0; i--)
        {
            double rest = right[i];
            for (int j = i + 1; j < free.Length; j++)
            {
                rest -= matrix[i, j] * move[free[j]];
            }

            move[free[i]] = rest / matrix[i, i];
        }

        return move;
    }

    /// <summary>The loss at one place; its first and second derivatives are written.</summary>
    private double Measure(double[] factors, double[] slope, double[,] bend)
    {
        Array.Clear(slope);
        Array.Clear(bend);
        double loss = 0;
        for (int part = 0; part < parts.Count; part++)
        {
            double distance = factors[part] - parts[part].Usual;
            loss += PriorRows / 2 * distance * distance;
            slope[part] += PriorRows * distance;
            bend[part, part] += PriorRows;
        }

        var probabilities = new double[_classes];
        var means = new double[parts.Count];
        for (int row = 0; row < labels.Length; row++)
        {
            watch?.Add();
            loss += AddRow(row, factors, probabilities, means, slope, bend);
        }

        return loss;
    }

    private double AddRow(int row, double[] factors, double[] probabilities, double[] means, double[] slope, double[,] bend)
    {
        Array.Clear(probabilities);
        for (int part = 0; part < parts.Count; part++)
        {
            ReadOnlySpan<float> scores = ScoresOf(part, row);
            for (int label = 0; label < _classes; label++)
            {
                probabilities[label] += factors[part] * scores[label];
            }
        }

        int right = labels.Span[row];
        double weight = weights.IsEmpty ? 1 : weights.Span[row];
        double largest = TensorPrimitives.Max<double>(probabilities);
        double own = probabilities[right];
        double sum = 0;
        foreach (ref double value in probabilities.AsSpan())
        {
            value = Math.Exp(value - largest);
            sum += value;
        }

        TensorPrimitives.Divide(probabilities, sum, probabilities);
        for (int part = 0; part < parts.Count; part++)
        {
            ReadOnlySpan<float> scores = ScoresOf(part, row);
            means[part] = 0;
            for (int label = 0; label < _classes; label++)
            {
                means[part] += probabilities[label] * scores[label];
            }

            slope[part] += weight * (means[part] - scores[right]);
            for (int other = 0; other <= part; other++)
            {
                ReadOnlySpan<float> otherScores = ScoresOf(other, row);
                double product = 0;
                for (int label = 0; label < _classes; label++)
                {
                    product += probabilities[label] * (scores[label] - means[part]) * (otherScores[label] - means[other]);
                }

                bend[part, other] += weight * product;
                bend[other, part] = bend[part, other];
            }
        }

        return weight * (Math.Log(sum) + largest - own);
    }

    private ReadOnlySpan<float> ScoresOf(int part, int row) => parts[part].Scores.Span.Slice(row * _classes, _classes);
}
