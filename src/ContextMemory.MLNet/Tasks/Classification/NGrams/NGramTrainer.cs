using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>
/// Trains the n-gram classifier: for each class, against all others, the mean of two support vector machines, one over the features as they
/// are and one over the features scaled by how much each alone speaks for the class (Wang and Manning 2012), and a share of what they say
/// together when each is believed alone (naive Bayes). Many classes are learned together (<see cref="ManyClassSolver"/>). Where there is an
/// earlier classifier, the new one is as close to it as the rows allow: what they do not speak of stays.
/// </summary>
/// <param name="options">Of the n-grams.</param>
/// <param name="limits">What may be kept in memory, who listens and what cancels.</param>
/// <param name="classes">Number of classes.</param>
/// <param name="coder">Of the rows.</param>
/// <param name="earlier">The classifier that training continues from; null where it does not.</param>
/// <param name="seed">Of the order in which rows are learned from.</param>
internal sealed class NGramTrainer(
    NGramOptions options, TrainingOptions limits, int classes, TokenCoder coder, NGramClassifier? earlier, ulong seed)
{
    // How far naive Bayes moves a margin beside how far the support vector machine does: on held-out rows of six data sets, Chinese and
    // English, it lowers the loss by up to 2% and once makes no difference; half or twice as much does much the same.
    private const double ShareOfBayes = 0.3;

    // Beside the model's weights: those of three solutions, and three numbers of each row.
    private const int SolutionsPerWorker = 3;
    private const int RowsBetweenLooks = 256;
    private const int BytesPerRow = 2 * sizeof(double) + sizeof(int) + sizeof(sbyte);

    /// <summary>
    /// How many of the last training rows the memory of the earlier classifier holds already: it is kept, with the other rows written to it.
    /// Null where all rows are written to a new one.
    /// </summary>
    public int? RowsRemembered { get; init; }

    /// <summary>Above so many classes they are learned together.</summary>
    public int ManyFrom { get; init; } = ManyClasses.Threshold;

    private bool AreMany => classes > ManyFrom;

    private NGramBounds Bounds => NGramBounds.For(limits.MaxMemoryMB, classes, AreMany);

    /// <param name="training">The training rows.</param>
    /// <param name="workers">Classes are learned side by side.</param>
    /// <param name="remembers">Whether documents are written to a memory.</param>
    /// <exception cref="OperationCanceledException">Training is cancelled.</exception>
    public NGramClassifier Train(EncodedRows training, Workers workers, bool remembers = false)
    {
        // Read once to count n-grams, and once for the vectors.
        var watch = new StageWatch(TrainingStage.CountingNGrams, limits, 2L * training.Documents.Count);
        NGramIndex index = FindNGrams(training, watch);

        // Of those that were counted, most are not kept.
        TrainingMemory.GiveBack();
        long needed = AreMany
            ? ManyClassSolver.MemoryFor(index.Count, classes)
            : workers.Count * ((long)SolutionsPerWorker * index.Count * sizeof(float) + (long)training.Documents.Count * BytesPerRow);
        using var rows = new SparseRows(new MemoryRoom(TrainingMemory.LeftNow(needed, limits), limits.TemporaryFolder));
        var vector = new NGramVector();
        foreach (int[] document in training.Documents)
        {
            watch.Add();
            index.Vectorize(document, vector);
            rows.Add(vector);
        }

        watch.Finish();
        NGramClassifier classifier = AreMany ? LearnTogether(index, rows, training) : LearnEach(index, rows, training, workers);
        return remembers ? classifier.WithMemory(Remember()) : classifier;

        DocumentMemory Remember() => new DocumentMemoryWriter(index, classes, options.Neighbors, Bounds.Remembered, limits).Write(
            rows, training, rows.Count - (RowsRemembered ?? 0), RowsRemembered is null ? null : earlier, seed);
    }

    private NGramClassifier LearnTogether(NGramIndex index, SparseRows rows, EncodedRows training)
    {
        var watch = new StageWatch(TrainingStage.LinearPart, limits, (long)ManyClassSolver.Readings * rows.Count);
        var solver = new ManyClassSolver(rows, training, index.Count, classes, options.Cost);
        int most = Math.Min(ManyClassSolver.MostWeights, Bounds.Counted);
        CompressedRows weights = solver.Solve(seed, earlier?.WeightsIn(index), most, watch);
        watch.Finish();
        var biases = new float[classes];
        Array.Fill(biases, ManyClassSolver.No);
        earlier?.Biases.CopyTo(biases, 0);
        return new NGramClassifier(index, [], biases, sparse: weights);
    }

    private NGramClassifier LearnEach(NGramIndex index, SparseRows rows, EncodedRows training, Workers workers)
    {
        var weights = new float[index.Count * classes];
        var biases = new float[classes];
        var solver = new SupportVectorSolver(rows, index.Count);
        float[] costs = [.. training.Weights.ToArray().Select(weight => (float)options.Cost * weight)];

        // Of two classes, what speaks for one speaks against the other.
        bool areTwo = classes == 2 && training.Sets is null;
        int solved = areTwo ? 1 : classes;
        var watch = new StageWatch(TrainingStage.LinearPart, limits, (earlier is null ? 2L : 1L) * solved * SolutionProgress.Whole);
        workers.Run(solved, (_, label) =>
        {
            float[] solution = solver.Solve(costs, IsPositive, seed, earlier?.SolutionFor(label, index), watch: watch);
            if (earlier is null)
            {
                Join(solution, IsPositive);
            }

            Put(solution, label, 1);
            if (areTwo)
            {
                Put(solution, 1, -1);
            }

            bool IsPositive(int row) => training.Has(row, label);
        }, watch);
        watch.Finish();
        return new NGramClassifier(index, weights, biases);

        void Join(float[] solution, Func<int, bool> isPositive)
        {
            float[] ratios = LogCountRatios.Of(rows, index.Count, training.Weights, isPositive, watch);
            float[] scaled = solver.Solve(costs, isPositive, seed, factors: ratios, watch: watch);
            double spread = Spread([.. ratios, 0]);
            float share = spread > 0 ? (float)(ShareOfBayes * Spread(solution) / spread) : 0;
            for (int feature = 0; feature < index.Count; feature++)
            {
                solution[feature] = (solution[feature] + scaled[feature]) / 2 + share * ratios[feature];
            }

            solution[^1] = (solution[^1] + scaled[^1]) / 2;
        }

        // Standard deviation of the rows' margins.
        double Spread(float[] solution)
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

        void Put(float[] solution, int label, float sign)
        {
            for (int feature = 0; feature < index.Count; feature++)
            {
                weights[feature * classes + label] = sign * solution[feature];
            }

            biases[label] = sign * solution[^1];
        }
    }

    private NGramIndex FindNGrams(EncodedRows training, StageWatch watch)
    {
        var counter = new NGramCounter(
            TokenCoder.SpecialRows + coder.KnownRows, earlier?.Index.Longest ?? options.Longest, Bounds.Counted);
        counter.Expect(training.Documents.Select(document =>
        {
            watch.Add(0);
            return document;
        }));
        foreach (int[] document in training.Documents)
        {
            watch.Add();
            counter.Add(document);
        }

        NGramIndex counted = counter.Build(Bounds.Features);
        return earlier is null ? counted : earlier.Index.GrowBy(counted, Bounds.Features);
    }
}
