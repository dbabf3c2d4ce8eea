using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>
/// Trains the n-gram classifier: for each class, against all others, the mean of two support vector machines, one over the features as they
/// are and one over the features scaled by how much each alone speaks for the class (Wang and Manning 2012). Where there is an earlier
/// classifier, the new one is as close to it as the rows allow: what they do not speak of stays.
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
        bool areTwo = classes == 2 && training.Sets is null;
        workers.Run(areTwo ? 1 : classes, (_, label) =>
        {
            float[] solution = solver.Solve(costs, IsPositive, seed, earlier?.SolutionFor(label, index));
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
        });
        return new NGramClassifier(index, weights, biases);

        void Join(float[] solution, Func<int, bool> isPositive)
        {
            float[] ratios = LogCountRatios.Of(rows, index.Count, training.Weights, isPositive);
            float[] scaled = new SupportVectorSolver(rows.Scaled(ratios), index.Count).Solve(costs, isPositive, seed);
            for (int feature = 0; feature < index.Count; feature++)
            {
                solution[feature] = (solution[feature] + ratios[feature] * scaled[feature]) / 2;
            }

            solution[^1] = (solution[^1] + scaled[^1]) / 2;
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
}
