using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>
/// Learns the weights of one class after another, each against all others: the mean of two support vector machines, one over the features
/// as they are and one over the features scaled by how much each alone speaks for the class (Wang and Manning 2012), and a share of what
/// these say together when each is believed alone (naive Bayes). One thread at a time: the buffers are used again for the next class.
/// </summary>
/// <param name="rows">The documents.</param>
/// <param name="features">Number of features.</param>
/// <param name="costs">How much an error in each row counts.</param>
/// <param name="rowWeights">How much each row counts beside the others.</param>
/// <param name="seed">Of the order in which rows are taken.</param>
/// <param name="watch">Counts the parts of the solutions.</param>
internal sealed class ClassLearner(SparseRows rows, int features, float[] costs, float[] rowWeights, ulong seed, StageWatch watch)
{
    // How far naive Bayes moves a margin beside how far the support vector machine does: on held-out rows of six data sets, Chinese and
    // English, it lowers the loss by up to 2% and once makes no difference; half or twice as much does much the same.
    private const double ShareOfBayes = 0.3;
    private const int RowsBetweenLooks = 256;

    // The two solutions, the ratios and their squares, and the two counts that a ratio is found from.
    private const int BytesPerFeature = 4 * sizeof(float) + 2 * sizeof(double);

    // What a solver keeps of a row.
    private const int BytesPerRow = 2 * sizeof(double) + sizeof(int) + sizeof(sbyte);

    private readonly SupportVectorSolver _solver = new(rows, features);
    private readonly LogCountRatios _logCounts = new(rows, features);
    private readonly float[] _solution = new float[features + 1];
    private readonly float[] _scaled = new float[features + 1];
    private readonly float[] _ratios = new float[features + 1];

    /// <summary>The memory that it takes beside the documents, in bytes.</summary>
    public static long MemoryFor(long features, long rows) => BytesPerFeature * features + BytesPerRow * rows;

    /// <summary>The weights of a class, the bias after them; valid until the next call.</summary>
    /// <param name="isPositive">Whether a row is of the class.</param>
    /// <exception cref="OperationCanceledException">The stage that is watched is cancelled.</exception>
    public float[] Learn(Func<int, bool> isPositive)
    {
        Array.Clear(_solution);
        _solver.Solve(_solution, costs, isPositive, seed, watch: watch);
        _logCounts.Find(rowWeights, isPositive, _ratios.AsSpan(0, features), watch);
        Array.Clear(_scaled);
        _solver.Solve(_scaled, costs, isPositive, seed, factors: _ratios, watch: watch);
        double spread = Spread(_ratios);
        float share = spread > 0 ? (float)(ShareOfBayes * Spread(_solution) / spread) : 0;
        for (int feature = 0; feature < features; feature++)
        {
            _solution[feature] = (_solution[feature] + _scaled[feature]) / 2 + share * _ratios[feature];
        }

        _solution[^1] = (_solution[^1] + _scaled[^1]) / 2;
        return _solution;
    }

    /// <summary>The weights of a class that are as close to earlier ones as the rows allow.</summary>
    /// <param name="earlier">Those, the bias after them; changed.</param>
    /// <param name="isPositive">Whether a row is of the class.</param>
    /// <exception cref="OperationCanceledException">The stage that is watched is cancelled.</exception>
    public float[] GoOn(float[] earlier, Func<int, bool> isPositive)
    {
        _solver.Solve(earlier, costs, isPositive, seed, watch: watch);
        return earlier;
    }

    /// <summary>Standard deviation of the rows' margins.</summary>
    private double Spread(float[] solution)
    {
        double sum = 0;
        double squares = 0;
        for (int row = 0; row < rows.Count; row++)
        {
            if (row % RowsBetweenLooks == 0)
            {
                watch.Add(0);
            }

            double margin = rows[row].Score(solution);
            sum += margin;
            squares += margin * margin;
        }

        double mean = sum / rows.Count;
        return Math.Sqrt(Math.Max(0, squares / rows.Count - mean * mean));
    }
}
