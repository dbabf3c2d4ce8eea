using System.Numerics.Tensors;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>
/// The classes that a model had before its training was continued. New ones take rows from them: how far these must be held back is found on
/// validation rows (bias correction, Wu 2019, "Large scale incremental learning"; there by the likelihood of all rows, here by what is
/// kept of the old ones).
/// </summary>
/// <param name="Count">How many they are: the first of the model's classes.</param>
/// <param name="Rows">How many validation rows were kept of them: the last of all validation rows.</param>
/// <param name="Accuracy">What is wanted on these, 0 to 1.</param>
internal sealed record OldClasses(int Count, int Rows, double Accuracy)
{
    private const int Steps = 8;

    // Natural logarithm: a new class that is e times as probable as the best old one is never held back.
    private const float MostHeldBack = 1;

    /// <summary>
    /// Finds what must be taken from the logits of the new classes: the wanted accuracy on the old rows comes first, or as much of it as can be
    /// had, then accuracy on all rows, then as little as possible.
    /// </summary>
    /// <param name="logits">Of validation rows, [rows x classes].</param>
    /// <param name="labels">The right class of each of these rows.</param>
    /// <param name="oldRows">How many of them, the last ones, are rows that were kept of the old classes.</param>
    /// <returns>0 to 1.</returns>
    public float FindHeldBack(ReadOnlySpan<float> logits, IReadOnlyList<int> labels, int oldRows)
    {
        var right = new (int Old, int All)[Steps + 1];
        int classes = logits.Length / labels.Count;
        for (int row = 0; row < labels.Count; row++)
        {
            ReadOnlySpan<float> scores = logits.Slice(row * classes, classes);
            int bestOld = TensorPrimitives.IndexOfMax(scores[..Count]);
            int bestNew = Count + TensorPrimitives.IndexOfMax(scores[Count..]);
            for (int step = 0; step <= Steps; step++)
            {
                if (labels[row] == (scores[bestNew] - HeldBack(step) > scores[bestOld] ? bestNew : bestOld))
                {
                    right[step].All++;
                    right[step].Old += row >= labels.Count - oldRows ? 1 : 0;
                }
            }
        }

        // The first of those that are best.
        int wanted = (int)Math.Ceiling(Accuracy * oldRows);
        return HeldBack(Enumerable.Range(0, Steps + 1).MaxBy(step => (Math.Min(right[step].Old, wanted), right[step].All)));
    }

    private static float HeldBack(int step) => step * MostHeldBack / Steps;
}
