using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>
/// Trains the n-gram classifier: one support vector machine a class, against all others. Where there is an earlier one, the new one is as
/// close to it as the rows allow: what they do not speak of stays.
/// </summary>
internal sealed class NGramTrainer(NGramOptions options, int classes, TokenCoder coder, NGramClassifier? earlier, ulong seed)
{
    // Weights of the model, at most: 32 MB.
    private const int MostWeights = 8_000_000;

    // Features, at most, however few the classes.
    private const int MostFeatures = 1_000_000;

    /// <param name="training">The training rows.</param>
    /// <param name="workers">Classes are learned side by side.</param>
    public NGramClassifier Train(EncodedRows training, Workers workers)
    {
        var counter = new NGramCounter(TokenCoder.SpecialRows + coder.KnownRows, earlier?.Index.Longest ?? options.Longest);
        foreach (int[] document in training.Documents)
        {
            counter.Add(document);
        }

        int most = Math.Min(MostFeatures, MostWeights / classes);
        NGramIndex index = earlier is null ? counter.Build(most) : earlier.Index.GrowBy(counter.Build(most), most);
        var rows = new SparseRows();
        var vector = new NGramVector();
        foreach (int[] document in training.Documents)
        {
            index.Vectorize(document, vector);
            rows.Add(vector);
        }

        var solver = new SupportVectorSolver(rows, index.Count);
        var weights = new float[index.Count * classes];
        var biases = new float[classes];
        float[] costs = [.. training.Weights.ToArray().Select(weight => (float)options.Cost * weight)];

        // Of two classes, what speaks for one speaks against the other.
        bool areTwo = classes == 2;
        workers.Run(areTwo ? 1 : classes, (_, label) =>
        {
            float[] solution = solver.Solve(costs, row => training.Labels[row] == label, seed, earlier?.SolutionFor(label, index));
            Put(solution, label, 1);
            if (areTwo)
            {
                Put(solution, 1, -1);
            }
        });
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
}
