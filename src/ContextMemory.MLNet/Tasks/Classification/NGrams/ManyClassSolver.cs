using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>
/// A linear model of many classes, each against all others with squared hinge loss, learned for all of them together in a few passes
/// over the rows (passive-aggressive updates, Crammer 2006, PA-II). All begin by saying no: a row moves its own classes, and of the others
/// only those that come closest to a yes (hard negatives). A class has weights only for features that its own rows have, so that there
/// are about as many as the rows have features, however many the classes. The weights are the mean over all steps (Freund and Schapire
/// 1999).
/// </summary>
/// <param name="rows">The vectors of the rows.</param>
/// <param name="training">Which classes each row has, and how much it counts.</param>
/// <param name="features">How many features there are.</param>
/// <param name="classes">How many classes there are.</param>
/// <param name="cost">How much an error counts against small weights.</param>
internal sealed class ManyClassSolver(SparseRows rows, EncodedRows training, int features, int classes, double cost)
{
    /// <summary>Weights, at most: 32 MB of the model's file.</summary>
    public const int MostWeights = 4_000_000;

    /// <summary>How often the rows are read: to count features, to find the classes of each, and to learn.</summary>
    public const int Readings = 2 + Passes;

    private const int Passes = 3;

    // Of a weight while it is looked for, and of the three numbers that it has then.
    private const int BytesPerWeight = 40 + 3 * sizeof(float);

    private const int HardNegatives = 8;

    /// <summary>What is said of a class that nothing speaks for: the bias of all.</summary>
    public const float No = -1;

    private const float Yes = 1;

    // Another class says yes too much from here on.
    private const float NearlyNo = -0.9f;
    private const ulong Stream = 0x4d616e79;

    /// <summary>The most memory that it takes beside the rows, in bytes.</summary>
    /// <param name="features">Number of features.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="pairs">Pairs of a feature and a class that occur together in a row, at most.</param>
    public static long MemoryFor(int features, int classes, long pairs = MostWeights) =>
        Math.Min(MostWeights, pairs) * BytesPerWeight + 3L * features * sizeof(int) + (long)classes * sizeof(float);

    /// <summary>The weights, a row a feature, a column a class; the bias of every class is <see cref="No"/>.</summary>
    /// <param name="seed">Of the order in which rows are taken.</param>
    /// <param name="earlier">Weights to begin with, by the same features; null begins with none.</param>
    /// <param name="most">Weights, at most, beside the earlier ones.</param>
    /// <param name="watch">Counts every row <see cref="Readings"/> times.</param>
    /// <exception cref="OperationCanceledException">The stage that is watched is cancelled.</exception>
    public CompressedRows Solve(ulong seed, IReadOnlyDictionary<ulong, float>? earlier, int most, StageWatch watch)
    {
        ulong[] places = FindPlaces(earlier, most, watch);
        var learned = new Averaged(Arrange(places, earlier));
        var scores = new float[classes];
        var nearest = new List<int>(HardNegatives);
        var random = new RandomStream(seed, Stream);
        int[] order = [.. Enumerable.Range(0, rows.Count)];
        for (int pass = 0; pass < Passes; pass++)
        {
            random.Shuffle<int>(order);
            foreach (int row in order)
            {
                watch.Add();
                SparseRow vector = rows[row];
                learned.StartStep(vector, slack: (float)(0.5 / (cost * training.Weights[row])));
                learned.Score(scores);
                ReadOnlySpan<int> own = training.LabelsOf(row);
                FindNearest(scores, own, nearest);
                foreach (int label in own)
                {
                    if (scores[label] < Yes)
                    {
                        learned.Move(label, Yes - scores[label]);
                    }
                }

                foreach (int label in nearest)
                {
                    learned.Move(label, No - scores[label]);
                }
            }
        }

        return learned.Mean();
    }

    /// <summary>Which class has a weight for which feature, in ascending order.</summary>
    private ulong[] FindPlaces(IReadOnlyDictionary<ulong, float>? earlier, int most, StageWatch watch)
    {
        bool[] isKept = ChooseFeatures(most, watch);
        HashSet<ulong> found = [.. earlier?.Keys ?? []];
        for (int row = 0; row < rows.Count; row++)
        {
            watch.Add();
            ReadOnlySpan<int> own = training.LabelsOf(row);
            foreach (int feature in rows[row].Features)
            {
                for (int i = 0; isKept[feature] && i < own.Length; i++)
                {
                    found.Add(Place(feature, own[i]));
                }
            }
        }

        ulong[] places = [.. found];
        Array.Sort(places);
        return places;
    }

    /// <summary>
    /// Features of which classes have no more weights in all than are allowed: first those of few classes, which tell most, and last those
    /// that one row alone has.
    /// </summary>
    private bool[] ChooseFeatures(int most, StageWatch watch)
    {
        var counts = new int[features];
        for (int row = 0; row < rows.Count; row++)
        {
            watch.Add();
            int own = training.LabelsOf(row).Length;
            foreach (int feature in rows[row].Features)
            {
                counts[feature] = Math.Min(classes, counts[feature] + own);
            }
        }

        int[] order = [.. Enumerable.Range(0, features).OrderBy(feature => counts[feature] == 1).ThenBy(feature => counts[feature])];
        var isKept = new bool[features];
        long weights = 0;
        foreach (int feature in order)
        {
            weights += counts[feature];
            isKept[feature] = weights <= most;
        }

        return isKept;
    }

    /// <summary>The key of a weight: its feature above, its class below.</summary>
    public static ulong Place(int feature, int label) => (ulong)feature << 32 | (uint)label;

    private CompressedRows Arrange(ulong[] places, IReadOnlyDictionary<ulong, float>? earlier)
    {
        var starts = new int[features + 1];
        var columns = new int[places.Length];
        var values = new float[places.Length];
        for (int i = 0; i < places.Length; i++)
        {
            starts[(int)(places[i] >> 32) + 1]++;
            columns[i] = (int)(uint)places[i];
            values[i] = earlier?.GetValueOrDefault(places[i]) ?? 0;
        }

        for (int feature = 0; feature < features; feature++)
        {
            starts[feature + 1] += starts[feature];
        }

        return new CompressedRows(starts, columns, values);
    }

    /// <summary>The classes that the row does not have and that come closest to saying yes.</summary>
    private static void FindNearest(float[] scores, ReadOnlySpan<int> own, List<int> nearest)
    {
        nearest.Clear();
        float least = NearlyNo;
        for (int label = 0; label < scores.Length; label++)
        {
            if (scores[label] <= least || own.Contains(label))
            {
                continue;
            }

            if (nearest.Count == HardNegatives)
            {
                nearest.RemoveAt(HardNegatives - 1);
            }

            int place = nearest.Count;
            while (place > 0 && scores[nearest[place - 1]] < scores[label])
            {
                place--;
            }

            nearest.Insert(place, label);
            least = nearest.Count == HardNegatives ? scores[nearest[^1]] : NearlyNo;
        }
    }

    /// <summary>Weights that are learned, and their mean over all steps: what is added late counts less in it.</summary>
    private sealed class Averaged(CompressedRows weights)
    {
        private readonly float[] _sums = new float[weights.Values.Length];
        private SparseRow _vector;
        private float _slack;
        private long _step;

        /// <param name="vector">Of the row that is learned from.</param>
        /// <param name="slack">How little its errors count.</param>
        public void StartStep(SparseRow vector, float slack)
        {
            _vector = vector;
            _slack = slack;
            _step++;
        }

        public void Score(float[] scores)
        {
            Array.Fill(scores, No);
            for (int i = 0; i < _vector.Features.Length; i++)
            {
                weights.AddRow(_vector.Features[i], _vector.Values[i], scores);
            }
        }

        /// <summary>Moves the score of a class towards what it should be.</summary>
        /// <param name="label">The class.</param>
        /// <param name="missing">How much its score is too low.</param>
        public void Move(int label, float missing)
        {
            float length = _slack;
            ReadOnlySpan<int> found = _vector.Features;
            ReadOnlySpan<float> values = _vector.Values;
            Span<int> at = stackalloc int[found.Length];
            for (int i = 0; i < found.Length; i++)
            {
                int start = weights.Starts[found[i]];
                int place = weights.ColumnsOf(found[i]).BinarySearch(label);
                at[i] = place < 0 ? -1 : start + place;
                length += place < 0 ? 0 : values[i] * values[i];
            }

            float move = missing / length;
            for (int i = 0; i < found.Length; i++)
            {
                if (at[i] >= 0)
                {
                    weights.Values[at[i]] += move * values[i];
                    _sums[at[i]] += _step * move * values[i];
                }
            }
        }

        public CompressedRows Mean()
        {
            for (int i = 0; i < _sums.Length; i++)
            {
                weights.Values[i] -= _sums[i] / Math.Max(1, _step);
            }

            return weights;
        }
    }
}
