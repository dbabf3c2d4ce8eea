using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>
/// Trains the n-gram classifier: the weights of each class by themselves (<see cref="ClassLearner"/>), or those of many classes together
/// (<see cref="ManyClassSolver"/>). Where there is an earlier classifier, the new one is as close to it as the rows allow: what they do not
/// speak of stays.
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
        // What training, or counting n-grams before, has left behind.
        ProcessMemory.GiveBack();

        // Read once to count n-grams, and once for the vectors.
        var watch = new StageWatch(TrainingStage.CountingNGrams, limits, 2L * training.Documents.Count);
        NGramIndex index = FindNGrams(training, watch);

        // Of those that were counted, most are not kept.
        ProcessMemory.GiveBack();
        long needed = AreMany
            ? ManyClassSolver.MemoryFor(index.Count, classes)
            : workers.Count * ClassLearner.MemoryFor(index.Count, training.Documents.Count);
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
        float[] rowWeights = training.Weights.ToArray();
        float[] costs = Array.ConvertAll(rowWeights, weight => (float)options.Cost * weight);

        // Of two classes, what speaks for one speaks against the other.
        bool areTwo = classes == 2 && !training.IsMultiLabel;
        int solved = areTwo ? 1 : classes;
        var watch = new StageWatch(TrainingStage.LinearPart, limits, (earlier is null ? 2L : 1L) * solved * SolutionProgress.Whole);
        var learners = new ClassLearner?[workers.Count];
        workers.Run(solved, (worker, label) =>
        {
            ClassLearner learner = learners[worker] ??= new ClassLearner(rows, index.Count, costs, rowWeights, seed, watch);
            float[] solution = earlier is null ? learner.Learn(IsPositive) : learner.GoOn(earlier.SolutionFor(label, index), IsPositive);
            Put(solution, label, 1);
            if (areTwo)
            {
                Put(solution, 1, -1);
            }

            bool IsPositive(int row) => training.Labels[row].Has(label);
        }, watch.ReportIfDue);
        watch.Finish();
        return new NGramClassifier(index, weights, biases);

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
            TokenCodes.SpecialRows + coder.KnownRows, earlier?.Index.Longest ?? options.Longest, Bounds.Counted);
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
