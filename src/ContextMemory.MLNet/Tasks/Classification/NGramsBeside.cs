using System.Runtime.InteropServices;
using ContextMemory.MLNet.Evaluation;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Classification.NGrams;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>Sets the n-grams beside a trained encoder.</summary>
/// <param name="model">Its encoder is trained.</param>
/// <param name="options">Null leaves the encoder alone: only its temperature is fitted.</param>
/// <param name="memory">What may be kept in memory.</param>
/// <param name="earlier">The n-grams of the model that training continues from; null where it does not.</param>
/// <param name="seed">Of the order in which rows are learned from.</param>
/// <param name="workers">To work with.</param>
internal sealed class NGramsBeside(
    ClassificationModel model, NGramOptions? options, TrainingOptions memory, NGramClassifier? earlier, ulong seed, Workers workers)
{
    // Where no rows are left to fit the mixture on: about what is found where there are, for a trained encoder and a cost of 1.
    private static readonly Mixture Usual = new(0.5f, 2);

    private const float SmallestProbability = 1e-12f;

    /// <param name="rows">Those that the encoders have learned from, and those on which the mixture is fitted.</param>
    /// <param name="areHeldOut">Whether the latter are training rows too: then the n-grams learn from them at last.</param>
    /// <returns>
    /// How good the mixture is on the validation rows, before the n-grams have seen them; null where there are none, or rows have any
    /// number of labels.
    /// </returns>
    public ClassificationMetrics? Add(RowsToLearn rows, bool areHeldOut)
    {
        EncodedRows training = rows.Training;
        EncodedRows validation = rows.Validation;
        NGramTrainer? trainer = options is null ? null : new NGramTrainer(options, memory, model.ClassCount, model.Coder, earlier, seed);
        NGramClassifier? ngrams = trainer?.Train(training, workers);
        if (validation.Documents.Count == 0)
        {
            model.NGrams = ngrams;
            model.Mixture = ngrams is null ? Mixture.Plain : Usual;
            return null;
        }

        int classes = model.ClassCount;
        float[] logits = rows.Validate(model, workers);
        ToLogits(logits);
        var margins = new float[ngrams is null ? 0 : logits.Length];
        workers.Run(ngrams is null ? 0 : validation.Documents.Count, (_, row) =>
            ngrams!.Score(validation.Documents[row], margins.AsSpan(row * classes, classes)));
        model.Mixture = model.IsMultiLabel
            ? Mixture.FitEach(logits, margins, validation, classes)
            : Mixture.Fit(logits, margins, CollectionsMarshal.AsSpan(validation.Labels), validation.Weights);
        model.NGrams = ngrams;
        for (int row = 0; row < validation.Documents.Count; row++)
        {
            Span<float> probabilities = logits.AsSpan(row * classes, classes);
            model.Mixture.Apply(probabilities, ngrams is null ? default : margins.AsSpan(row * classes, classes));
            model.Normalize(Kernels.Current, probabilities);
        }

        ClassificationMetrics? metrics = null;
        if (model.IsMultiLabel)
        {
            model.Thresholds = LabelThresholds.Fit(logits, validation, classes);
        }
        else
        {
            metrics = ClassificationEvaluator.Measure(logits, validation.Labels);
        }

        if (areHeldOut && trainer is not null)
        {
            training.Add(validation);
            model.NGrams = trainer.Train(training, workers);
        }

        return metrics;
    }

    /// <summary>In place: from probabilities back to logits, of several classes up to a number that all of a row have in common.</summary>
    private void ToLogits(Span<float> probabilities)
    {
        foreach (ref float value in probabilities)
        {
            float others = model.IsMultiLabel ? MathF.Log(MathF.Max(1 - value, SmallestProbability)) : 0;
            value = MathF.Log(MathF.Max(value, SmallestProbability)) - others;
        }
    }
}
