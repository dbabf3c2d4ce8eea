using System.Numerics.Tensors;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>
/// A linear support vector machine with squared hinge loss: the smallest w·w/2 + sum over rows of c · max(0, 1 - y(w·x + b))², by dual
/// coordinate descent with shrinking (Hsieh 2008, algorithms 1 and 3). The bias is the weight of a feature that is always 1. One thread at
/// a time: the buffers are used again for the next solution.
/// </summary>
/// <param name="rows">The vectors of the rows.</param>
/// <param name="features">Number of features.</param>
internal sealed class SupportVectorSolver(SparseRows rows, int features)
{
    private const int MostRounds = 1_000;
    private const double Tolerance = 0.01;
    private const ulong Stream = 0x53766d;

    private readonly sbyte[] _signs = new sbyte[rows.Count];
    private readonly double[] _diagonal = new double[rows.Count];
    private readonly double[] _alphas = new double[rows.Count];
    private readonly int[] _order = new int[rows.Count];
    private readonly float[] _squares = new float[features];

    /// <param name="weights">
    /// Weights, the bias after them, to stay close to: w·w is the square of the distance from them. The solution is written here.
    /// </param>
    /// <param name="costs">How much a row counts (c above).</param>
    /// <param name="isPositive">Whether a row is of the class.</param>
    /// <param name="seed">Of the order in which rows are taken.</param>
    /// <param name="factors">
    /// Of the features, by which each is multiplied before anything else; null leaves them as they are. The solution has the weights of the
    /// features as they are all the same.
    /// </param>
    /// <param name="watch">Counts hundredths of the solution; null where nobody watches.</param>
    /// <exception cref="OperationCanceledException">The stage that is watched is cancelled.</exception>
    public void Solve(
        float[] weights,
        ReadOnlySpan<float> costs,
        Func<int, bool> isPositive,
        ulong seed,
        ReadOnlySpan<float> factors = default,
        StageWatch? watch = null)
    {
        var progress = new SolutionProgress(Tolerance, watch);

        // With factors r it is w·(r x) = (r w)·x: what is kept is r w, which moves by r² x where w moves by r x.
        float[]? squares = null;
        if (!factors.IsEmpty)
        {
            squares = _squares;
            TensorPrimitives.Multiply(factors[..features], factors[..features], squares);
        }

        Start(costs, isPositive, squares, ref progress);
        var random = new RandomStream(seed, Stream);
        int active = rows.Count;
        double upper = double.PositiveInfinity;
        for (int round = 0; round < MostRounds; round++)
        {
            random.Shuffle(_order.AsSpan(0, active));
            (double smallest, double largest) = ReadRows(weights, costs, squares, upper, ref active, ref progress);
            progress.Report(largest - smallest);
            if (largest - smallest > Tolerance)
            {
                upper = largest <= 0 ? double.PositiveInfinity : largest;
            }
            else if (active == rows.Count)
            {
                break;
            }
            else
            {
                // Those that were left out are looked at again.
                active = rows.Count;
                upper = double.PositiveInfinity;
            }
        }

        progress.Finish();
    }

    private void Start(ReadOnlySpan<float> costs, Func<int, bool> isPositive, float[]? squares, ref SolutionProgress progress)
    {
        Array.Clear(_alphas);
        for (int row = 0; row < rows.Count; row++)
        {
            progress.Look();
            _signs[row] = isPositive(row) ? (sbyte)1 : (sbyte)-1;
            _diagonal[row] = 1 + SumOfSquares(rows[row], squares) + Slack(costs[row]);
            _order[row] = row;
        }
    }

    /// <summary>A step in the direction of each active row. Returns the smallest and the largest projected gradient.</summary>
    /// <param name="weights">Are moved.</param>
    /// <param name="costs">How much a row counts.</param>
    /// <param name="squares">Of the factors of the features; null where there are none.</param>
    /// <param name="upper">Rows with a larger gradient that do not count are left out.</param>
    /// <param name="active">Number of rows that are not left out: the first of the order.</param>
    /// <param name="progress">Is looked at for each row.</param>
    private (double Smallest, double Largest) ReadRows(
        float[] weights, ReadOnlySpan<float> costs, float[]? squares, double upper, ref int active, ref SolutionProgress progress)
    {
        (sbyte[] signs, double[] diagonal, double[] alphas, int[] order) = (_signs, _diagonal, _alphas, _order);
        double largest = double.NegativeInfinity;
        double smallest = double.PositiveInfinity;
        for (int i = 0; i < active; i++)
        {
            progress.Look();
            int row = order[i];
            SparseRow vector = rows[row];
            double gradient = signs[row] * vector.Score(weights) - 1 + alphas[row] * Slack(costs[row]);
            double projected = gradient;
            if (alphas[row] == 0)
            {
                if (gradient > upper)
                {
                    // Far on the right side of the margin: left out until the others have settled.
                    active--;
                    (order[i], order[active]) = (order[active], order[i]);
                    i--;
                    continue;
                }

                projected = Math.Min(gradient, 0);
            }

            largest = Math.Max(largest, projected);
            smallest = Math.Min(smallest, projected);
            if (Math.Abs(projected) > 1e-12)
            {
                double alpha = Math.Max(alphas[row] - gradient / diagonal[row], 0);
                AddScaled(weights, vector, (float)((alpha - alphas[row]) * signs[row]), squares);
                alphas[row] = alpha;
            }
        }

        return (smallest, largest);
    }

    private static double Slack(float cost) => 0.5 / cost;

    private static double SumOfSquares(SparseRow row, float[]? squares)
    {
        ReadOnlySpan<int> features = row.Features;
        ReadOnlySpan<float> values = row.Values;
        double sum = 0;
        for (int i = 0; i < features.Length; i++)
        {
            sum += (squares?[features[i]] ?? 1) * values[i] * values[i];
        }

        return sum;
    }

    private static void AddScaled(float[] weights, SparseRow row, float factor, float[]? squares)
    {
        ReadOnlySpan<int> features = row.Features;
        ReadOnlySpan<float> values = row.Values;
        for (int i = 0; i < features.Length; i++)
        {
            weights[features[i]] += factor * (squares?[features[i]] ?? 1) * values[i];
        }

        weights[^1] += factor;
    }
}
