using System.Numerics.Tensors;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>
/// How the parts of a classifier are put together: softmax(<paramref name="Encoder"/> · the encoder's logits +
/// <paramref name="NGrams"/> · the margins of the n-grams + <paramref name="Neighbors"/> · the logarithms of the neighbours' shares). Fitting
/// the factors on rows that no part has learned from also makes the probabilities honest (temperature scaling, Guo 2017).
/// </summary>
/// <param name="Encoder">Factor of the encoder's logits: one over their temperature.</param>
/// <param name="NGrams">Factor of the margins of the n-grams.</param>
/// <param name="Neighbors">Factor of what the memory of documents says; 0 where there is none.</param>
internal readonly record struct Mixture(float Encoder, float NGrams, float Neighbors = 0)
{
    // Alone, the encoder must go on to tell the classes apart.
    private const double LeastAlone = 0.05;

    // An encoder is worth its time if it lowers the loss by this share.
    private const double LeastGainOfEncoder = 0.01;

    // A memory of documents is worth its place if it lowers the loss by this share.
    private const double LeastGain = 0.005;

    /// <summary>Both parts as they are.</summary>
    public static Mixture Plain { get; } = new(1, 1);

    /// <summary>Whether what the encoder adds is worth the time that it takes.</summary>
    /// <param name="loss">With it.</param>
    /// <param name="lossWithout">With the other parts alone.</param>
    public static bool IsEncoderWorthIt(double loss, double lossWithout) => loss < (1 - LeastGainOfEncoder) * lossWithout;

    /// <summary>Adds the parts up with their factors, into the encoder's logits.</summary>
    public void Apply(Span<float> logits, ReadOnlySpan<float> margins, ReadOnlySpan<float> logShares = default)
    {
        TensorPrimitives.Multiply(logits, Encoder, logits);
        Add(margins, NGrams, logits);
        Add(logShares, Neighbors, logits);

        static void Add(ReadOnlySpan<float> part, float factor, Span<float> logits)
        {
            if (!part.IsEmpty && factor > 0)
            {
                TensorPrimitives.MultiplyAdd(part, factor, logits, logits);
            }
        }
    }

    /// <summary>The factors, none below zero, with which the labels are most probable.</summary>
    /// <param name="logits">Of the encoder, [rows x classes]; empty where there is none.</param>
    /// <param name="margins">Of the n-grams, [rows x classes]; empty where there are none.</param>
    /// <param name="logShares">Of the neighbours, [rows x classes]; empty where there are none.</param>
    /// <param name="labels">The right class of each row.</param>
    /// <param name="weights">How much each row counts; empty where all count 1.</param>
    /// <param name="watch">Counts the rows that are measured, as often as they are; null where nobody watches.</param>
    /// <returns>The factors and the mean loss that they lead to.</returns>
    /// <exception cref="OperationCanceledException">The stage that is watched is cancelled.</exception>
    public static (Mixture Mixture, double Loss) Fit(
        ReadOnlyMemory<float> logits,
        ReadOnlyMemory<float> margins,
        ReadOnlyMemory<float> logShares,
        ReadOnlyMemory<int> labels,
        ReadOnlyMemory<float> weights = default,
        StageWatch? watch = null)
    {
        FactorFit.Part encoder = new(logits, Usual: 1, Least: margins.IsEmpty ? LeastAlone : 0);
        FactorFit.Part ngrams = new(margins, Usual: 1, Least: logits.IsEmpty ? LeastAlone : 0);
        FactorFit.Part neighbors = new(logShares, Usual: 0);
        if (margins.IsEmpty)
        {
            float factor = (float)new FactorFit([encoder], labels, weights, watch).Run(out double lossAlone)[0];
            return (new Mixture(factor, 0), lossAlone);
        }

        FactorFit.Part[] parts = logits.IsEmpty ? [ngrams] : [encoder, ngrams];
        double[] factors = new FactorFit(parts, labels, weights, watch).Run(out double loss);
        if (!logShares.IsEmpty)
        {
            double[] further = new FactorFit([.. parts, neighbors], labels, weights, watch).Run(out double lossOfAll);
            if (lossOfAll < (1 - LeastGain) * loss)
            {
                (factors, loss) = (further, lossOfAll);
            }
        }

        double[] all = logits.IsEmpty ? [0, .. factors] : factors;
        return (new Mixture((float)all[0], (float)all[1], all.Length > 2 ? (float)all[2] : 0), loss);
    }

    /// <summary>The same where rows have any number of labels: each label of each row is a choice between yes and no.</summary>
    /// <param name="logits">Of the encoder, [rows x labels].</param>
    /// <param name="margins">Of the n-grams, [rows x labels]; empty where there are none.</param>
    /// <param name="rows">Which labels each row has, and how much it counts.</param>
    /// <param name="chosen">The numbers of the rows that are meant.</param>
    /// <param name="labels">Number of labels.</param>
    /// <param name="watch">Counts the choices that are measured, as often as they are; null where nobody watches.</param>
    /// <exception cref="OperationCanceledException">The stage that is watched is cancelled.</exception>
    public static (Mixture Mixture, double Loss) FitEach(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> margins, EncodedRows rows, int[] chosen, int labels, StageWatch? watch = null)
    {
        var choices = new int[chosen.Length * labels];
        var weights = new float[choices.Length];
        for (int i = 0; i < choices.Length; i++)
        {
            choices[i] = rows.Labels[chosen[i / labels]].Has(i % labels) ? 1 : 0;
            weights[i] = rows.Weights[chosen[i / labels]];
        }

        return Fit(AgainstZero(logits), AgainstZero(margins), default, choices, weights, watch);

        static float[] AgainstZero(ReadOnlySpan<float> values)
        {
            var pairs = new float[2 * values.Length];
            for (int i = 0; i < values.Length; i++)
            {
                pairs[2 * i + 1] = values[i];
            }

            return pairs;
        }
    }
}
