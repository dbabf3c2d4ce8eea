using System.Collections.Concurrent;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>
/// A linear classifier over the n-grams of a document: what rare phrases and many weak ones tell, which an encoder learns badly from
/// few rows.
/// </summary>
/// <param name="index">The n-grams.</param>
/// <param name="weights">[features x classes]; empty where they are sparse.</param>
/// <param name="biases">[classes].</param>
/// <param name="memory">Documents that it has learned from; null where none are kept.</param>
/// <param name="sparse">
/// The weights of many classes, a row a feature, a column a class: only those that are not zero; null where all are in
/// <paramref name="weights"/>.
/// </param>
internal sealed class NGramClassifier(
    NGramIndex index, float[] weights, float[] biases, DocumentMemory? memory = null, CompressedRows? sparse = null)
{
    private readonly ConcurrentBag<NGramVector> _scratch = [];

    public NGramIndex Index => index;

    public float[] Weights => weights;

    /// <summary>Number of weights and biases.</summary>
    public long WeightCount => weights.Length + (Sparse?.Values.Length ?? 0) + Biases.Length;

    public CompressedRows? Sparse => sparse;

    public float[] Biases => biases;

    public DocumentMemory? Memory => memory;

    public NGramClassifier WithoutMemory() => WithMemory(null);

    public NGramClassifier WithMemory(DocumentMemory? other) => new(index, weights, biases, other, sparse);

    /// <summary>The same with the biases of the last classes lowered.</summary>
    /// <param name="first">The first of these classes.</param>
    /// <param name="amount">What is taken from each margin.</param>
    public NGramClassifier WithLowerBiases(int first, float amount)
    {
        float[] lower = [.. biases];
        TensorPrimitives.Subtract(lower.AsSpan(first), amount, lower.AsSpan(first));
        return new NGramClassifier(index, weights, lower, memory, sparse);
    }

    /// <summary>The weights of a class by the features of a larger index, the bias behind them; a class that is not known says no to everything.</summary>
    public float[] SolutionFor(int label, NGramIndex larger)
    {
        var solution = new float[larger.Count + 1];
        if (label >= biases.Length)
        {
            solution[^1] = -1;
            return solution;
        }

        for (int feature = 0; feature < larger.Count; feature++)
        {
            int own = Array.BinarySearch(index.NGrams, larger.NGrams[feature]);
            solution[feature] = own < 0 ? 0 : weights[own * biases.Length + label];
        }

        solution[^1] = biases[label];
        return solution;
    }

    /// <summary>The same with further classes, which say no to everything.</summary>
    public NGramClassifier For(int classes)
    {
        int own = biases.Length;
        var larger = new float[sparse is null ? index.Count * classes : 0];
        for (int feature = 0; sparse is null && feature < index.Count; feature++)
        {
            weights.AsSpan(feature * own, own).CopyTo(larger.AsSpan(feature * classes));
        }

        var largerBiases = new float[classes];
        Array.Fill(largerBiases, ManyClassSolver.No);
        biases.CopyTo(largerBiases, 0);
        return new NGramClassifier(index, larger, largerBiases, memory?.For(index.Count, classes), sparse);
    }

    /// <summary>All weights that are not zero by the features of a larger index, by <see cref="ManyClassSolver.Place"/>.</summary>
    public Dictionary<ulong, float> WeightsIn(NGramIndex larger)
    {
        var found = new Dictionary<ulong, float>();
        for (int own = 0; own < index.Count; own++)
        {
            int feature = Array.BinarySearch(larger.NGrams, index.NGrams[own]);
            for (int label = 0; sparse is null && label < biases.Length; label++)
            {
                Add(feature, label, weights[own * biases.Length + label]);
            }

            for (int i = sparse?.Starts[own] ?? 0; i < (sparse?.Starts[own + 1] ?? 0); i++)
            {
                Add(feature, sparse!.Columns[i], sparse.Values[i]);
            }
        }

        return found;

        void Add(int feature, int label, float weight)
        {
            if (feature >= 0 && weight != 0)
            {
                found[ManyClassSolver.Place(feature, label)] = weight;
            }
        }
    }

    /// <summary>The margin of each class, above 0 where the document speaks for it, and what the memory says.</summary>
    /// <param name="codes">The document.</param>
    /// <param name="margins">[classes], written.</param>
    /// <param name="logShares">[classes], written; not looked at where there is no memory.</param>
    public void Score(ReadOnlySpan<int> codes, Span<float> margins, Span<float> logShares)
    {
        if (!_scratch.TryTake(out NGramVector? vector))
        {
            vector = new NGramVector();
        }

        index.Vectorize(codes, vector);
        Score(vector, margins, logShares);
        _scratch.Add(vector);
    }

    /// <summary>The same of a document's vector.</summary>
    public void Score(NGramVector vector, Span<float> margins, Span<float> logShares)
    {
        biases.CopyTo(margins);
        ReadOnlySpan<int> features = CollectionsMarshal.AsSpan(vector.Features);
        ReadOnlySpan<float> values = CollectionsMarshal.AsSpan(vector.Values);
        for (int i = 0; i < features.Length; i++)
        {
            if (sparse is not null)
            {
                sparse.AddRow(features[i], values[i], margins);
                continue;
            }

            ReadOnlySpan<float> row = weights.AsSpan(features[i] * margins.Length, margins.Length);
            TensorPrimitives.MultiplyAdd(row, values[i], margins, margins);
        }

        memory?.Read(vector, logShares);
    }
}
