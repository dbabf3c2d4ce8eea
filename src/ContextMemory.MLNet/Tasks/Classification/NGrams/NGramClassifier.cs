using System.Collections.Concurrent;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>
/// A linear classifier over the n-grams of a document: what rare phrases and many weak ones tell, which an encoder learns badly from
/// few rows.
/// </summary>
/// <param name="index">The n-grams.</param>
/// <param name="weights">[features x classes].</param>
/// <param name="biases">[classes].</param>
/// <param name="memory">Documents that it has learned from; null where none are kept.</param>
internal sealed class NGramClassifier(NGramIndex index, float[] weights, float[] biases, DocumentMemory? memory = null)
{
    private readonly ConcurrentBag<NGramVector> _scratch = [];

    public NGramIndex Index => index;

    public float[] Weights => weights;

    public float[] Biases => biases;

    public DocumentMemory? Memory => memory;

    public NGramClassifier WithoutMemory() => memory is null ? this : new NGramClassifier(index, weights, biases);

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
        biases.CopyTo(margins);
        ReadOnlySpan<int> features = CollectionsMarshal.AsSpan(vector.Features);
        ReadOnlySpan<float> values = CollectionsMarshal.AsSpan(vector.Values);
        for (int i = 0; i < features.Length; i++)
        {
            ReadOnlySpan<float> row = weights.AsSpan(features[i] * margins.Length, margins.Length);
            TensorPrimitives.MultiplyAdd(row, values[i], margins, margins);
        }

        memory?.Read(vector, logShares);
        _scratch.Add(vector);
    }
}
