using System.Collections.Concurrent;
using System.Numerics.Tensors;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>
/// The external memory of a classifier: documents that it has learned from, by their n-grams, and their classes. A document reads in it
/// which classes those have that are most like it (nearest neighbours: Yang 1999, "An evaluation of statistical approaches to text
/// categorization"), each counting by the square of its cosine, and a class the less, the more frequent it is (Tan 2005,
/// "Neighbor-weighted k-nearest neighbor for unbalanced text corpus"). What is rare in the rows, and what no weight is learned for, is found
/// here.
/// </summary>
internal sealed class DocumentMemory
{
    // What a class has whose documents are not among the neighbours: as much as a hundredth of all of them.
    private const float LeastShare = 0.01f;

    private readonly CompressedRows _byFeature;
    private readonly float[] _classFactors;
    private readonly ConcurrentBag<float[]> _scratch = [];

    /// <param name="documents">The n-grams' values of each document, by the numbers of the index.</param>
    /// <param name="features">How many n-grams the index has.</param>
    /// <param name="labels">The class of each document.</param>
    /// <param name="weights">How much each document counts.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="neighbors">How many documents answer.</param>
    public DocumentMemory(CompressedRows documents, int features, int[] labels, float[] weights, int classes, int neighbors)
    {
        _byFeature = documents.Transpose(features);
        Labels = labels;
        Weights = weights;
        Neighbors = neighbors;
        _classFactors = new float[classes];
        for (int document = 0; document < labels.Length; document++)
        {
            _classFactors[labels[document]] += weights[document];
        }

        for (int label = 0; label < classes; label++)
        {
            _classFactors[label] = _classFactors[label] > 0 ? 1 / MathF.Sqrt(_classFactors[label]) : 0;
        }
    }

    public int Count => Labels.Length;

    public int[] Labels { get; }

    public float[] Weights { get; }

    public int Neighbors { get; }

    /// <summary>The documents as they were given.</summary>
    public CompressedRows Documents => _byFeature.Transpose(Count);

    /// <summary>The same with further classes.</summary>
    public DocumentMemory For(int features, int classes) => new(Documents, features, Labels, Weights, classes, Neighbors);

    /// <summary>The logarithm of each class's share in the neighbours of a document.</summary>
    /// <param name="document">Its vector.</param>
    /// <param name="logShares">[classes], written.</param>
    public void Read(NGramVector document, Span<float> logShares)
    {
        if (!_scratch.TryTake(out float[]? likeness))
        {
            likeness = new float[Count];
        }

        for (int i = 0; i < document.Features.Count; i++)
        {
            ReadOnlySpan<int> having = _byFeature.ColumnsOf(document.Features[i]);
            ReadOnlySpan<float> values = _byFeature.ValuesOf(document.Features[i]);
            float value = document.Values[i];
            for (int j = 0; j < having.Length; j++)
            {
                likeness[having[j]] += value * values[j];
            }
        }

        AddNeighbors(likeness, logShares);
        Array.Clear(likeness);
        _scratch.Add(likeness);
        TensorPrimitives.Multiply(logShares, _classFactors, logShares);
        float sum = TensorPrimitives.Sum<float>(logShares);
        TensorPrimitives.Multiply(logShares, sum > 0 ? 1 / sum : 0, logShares);
        TensorPrimitives.Add(logShares, LeastShare, logShares);
        TensorPrimitives.Log<float>(logShares, logShares);
    }

    /// <summary>What the most alike documents count, by class; of two that are equally alike the first one comes first.</summary>
    private void AddNeighbors(float[] likeness, Span<float> classes)
    {
        Span<int> nearest = stackalloc int[Math.Min(Neighbors, Count)];
        int found = 0;
        for (int document = 0; document < likeness.Length; document++)
        {
            float own = likeness[document];
            if (own <= 0 || (found == nearest.Length && own <= likeness[nearest[^1]]))
            {
                continue;
            }

            int place = found < nearest.Length ? found++ : found - 1;
            for (; place > 0 && likeness[nearest[place - 1]] < own; place--)
            {
                nearest[place] = nearest[place - 1];
            }

            nearest[place] = document;
        }

        classes.Clear();
        foreach (int document in nearest[..found])
        {
            classes[Labels[document]] += Weights[document] * likeness[document] * likeness[document];
        }
    }
}
