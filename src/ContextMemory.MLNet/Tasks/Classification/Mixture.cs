using System.Numerics.Tensors;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>
/// How the two parts of a classifier are put together: softmax(<paramref name="Encoder"/> · the encoder's logits +
/// <paramref name="NGrams"/> · the margins of the n-grams). Fitting them on rows that neither part has learned from also makes the
/// probabilities honest (temperature scaling, Guo 2017).
/// </summary>
/// <param name="Encoder">Factor of the encoder's logits: one over their temperature.</param>
/// <param name="NGrams">Factor of the margins of the n-grams.</param>
internal readonly record struct Mixture(float Encoder, float NGrams)
{
    private const int MostSteps = 100;

    private const double LeastAlone = 0.05;

    // Draws the factors towards those they start from where the rows do not tell: counts as much as this many rows.
    private const double PriorRows = 1;

    /// <summary>Both parts as they are.</summary>
    public static Mixture Plain { get; } = new(1, 1);

    /// <summary>Turns the encoder's logits into probabilities, in place.</summary>
    public void Apply(Span<float> logits, ReadOnlySpan<float> margins)
    {
        TensorPrimitives.Multiply(logits, Encoder, logits);
        if (!margins.IsEmpty)
        {
            TensorPrimitives.MultiplyAdd(margins, NGrams, logits, logits);
        }
    }

    /// <summary>The factors, none below zero, with which the labels are most probable (Newton's method on a convex loss).</summary>
    /// <param name="logits">Of the encoder, [rows x classes].</param>
    /// <param name="margins">Of the n-grams, [rows x classes]; empty where there are none.</param>
    /// <param name="labels">The right class of each row.</param>
    /// <param name="weights">How much each row counts; empty where all count 1.</param>
    public static Mixture Fit(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> margins, ReadOnlySpan<int> labels, ReadOnlySpan<float> weights = default)
    {
        // Alone, the encoder must go on to tell the classes apart.
        double least = margins.IsEmpty ? LeastAlone : 0;
        double encoder = 1;
        double ngrams = margins.IsEmpty ? 0 : 1;
        double best = double.PositiveInfinity;
        double encoderStep = 0;
        double ngramsStep = 0;
        for (int step = 0; step < MostSteps; step++)
        {
            Curve curve = Measure(logits, margins, labels, weights, encoder, ngrams);
            if (curve.Loss > best)
            {
                // Too far: half the way back.
                encoderStep /= 2;
                ngramsStep /= 2;
                encoder -= encoderStep;
                ngrams -= ngramsStep;
                continue;
            }

            bool hasSettled = best - curve.Loss < 1e-9 * labels.Length;
            best = curve.Loss;
            if (hasSettled)
            {
                break;
            }

            (encoderStep, ngramsStep) = curve.NewtonStep(isEncoderFixed: false, areNGramsFixed: margins.IsEmpty);
            if (encoder + encoderStep < least)
            {
                encoderStep = least - encoder;
                ngramsStep = curve.NewtonStep(isEncoderFixed: true, areNGramsFixed: margins.IsEmpty).NGrams;
            }

            ngramsStep = Math.Max(ngramsStep, -ngrams);
            encoder += encoderStep;
            ngrams += ngramsStep;
        }

        return new Mixture((float)encoder, (float)ngrams);
    }

    /// <summary>The same where rows have any number of labels: each label of each row is a choice between yes and no.</summary>
    /// <param name="logits">Of the encoder, [rows x labels].</param>
    /// <param name="margins">Of the n-grams, [rows x labels]; empty where there are none.</param>
    /// <param name="rows">Which labels each row has, and how much it counts.</param>
    /// <param name="labels">Number of labels.</param>
    public static Mixture FitEach(ReadOnlySpan<float> logits, ReadOnlySpan<float> margins, EncodedRows rows, int labels)
    {
        var choices = new int[logits.Length];
        var weights = new float[logits.Length];
        for (int i = 0; i < choices.Length; i++)
        {
            choices[i] = rows.Has(i / labels, i % labels) ? 1 : 0;
            weights[i] = rows.Weights[i / labels];
        }

        return Fit(AgainstZero(logits), AgainstZero(margins), choices, weights);

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

    private static Curve Measure(
        ReadOnlySpan<float> logits, ReadOnlySpan<float> margins, ReadOnlySpan<int> labels, ReadOnlySpan<float> weights, double encoder, double ngrams)
    {
        int classes = logits.Length / labels.Length;
        var curve = new Curve();
        curve.AddPrior(encoder - 1, margins.IsEmpty ? 0 : ngrams - 1, PriorRows);
        Span<double> probabilities = new double[classes];
        for (int row = 0; row < labels.Length; row++)
        {
            ReadOnlySpan<float> z = logits.Slice(row * classes, classes);
            ReadOnlySpan<float> m = margins.IsEmpty ? default : margins.Slice(row * classes, classes);
            for (int label = 0; label < classes; label++)
            {
                probabilities[label] = encoder * z[label] + (m.IsEmpty ? 0 : ngrams * m[label]);
            }

            double largest = TensorPrimitives.Max<double>(probabilities);
            double own = probabilities[labels[row]];
            double sum = 0;
            foreach (ref double value in probabilities)
            {
                value = Math.Exp(value - largest);
                sum += value;
            }

            double meanZ = 0;
            double meanM = 0;
            for (int label = 0; label < classes; label++)
            {
                probabilities[label] /= sum;
                meanZ += probabilities[label] * z[label];
                meanM += m.IsEmpty ? 0 : probabilities[label] * m[label];
            }

            double weight = weights.IsEmpty ? 1 : weights[row];
            curve.Loss += weight * (Math.Log(sum) + largest - own);
            curve.EncoderSlope += weight * (meanZ - z[labels[row]]);
            curve.NGramsSlope += m.IsEmpty ? 0 : weight * (meanM - m[labels[row]]);
            for (int label = 0; label < classes; label++)
            {
                double dz = z[label] - meanZ;
                double dm = m.IsEmpty ? 0 : m[label] - meanM;
                double share = weight * probabilities[label];
                curve.EncoderBend += share * dz * dz;
                curve.NGramsBend += share * dm * dm;
                curve.MixedBend += share * dz * dm;
            }
        }

        return curve;
    }

    /// <summary>The loss at one place with its first and second derivatives.</summary>
    private struct Curve
    {
        public double Loss;
        public double EncoderSlope;
        public double NGramsSlope;
        public double EncoderBend;
        public double NGramsBend;
        public double MixedBend;

        public void AddPrior(double encoder, double ngrams, double rows)
        {
            Loss += rows / 2 * (encoder * encoder + ngrams * ngrams);
            EncoderSlope += rows * encoder;
            NGramsSlope += rows * ngrams;
            EncoderBend += rows;
            NGramsBend += rows;
        }

        public readonly (double Encoder, double NGrams) NewtonStep(bool isEncoderFixed, bool areNGramsFixed)
        {
            if (isEncoderFixed || areNGramsFixed)
            {
                return (isEncoderFixed ? 0 : -EncoderSlope / EncoderBend, areNGramsFixed ? 0 : -NGramsSlope / NGramsBend);
            }

            double determinant = EncoderBend * NGramsBend - MixedBend * MixedBend;
            return (
                (-EncoderSlope * NGramsBend + NGramsSlope * MixedBend) / determinant,
                (-NGramsSlope * EncoderBend + EncoderSlope * MixedBend) / determinant);
        }
    }
}
