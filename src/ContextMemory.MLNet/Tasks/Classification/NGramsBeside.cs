using System.Numerics.Tensors;
using ContextMemory.MLNet.Evaluation;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Classification.NGrams;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>Sets the n-grams beside a trained encoder.</summary>
/// <param name="model">Its encoder is trained.</param>
/// <param name="options">Null leaves the encoder alone: only its temperature is fitted.</param>
/// <param name="limits">What may be kept in memory.</param>
/// <param name="earlier">The n-grams of the model that training continues from; null where it does not.</param>
/// <param name="seed">Of the order in which rows are learned from.</param>
/// <param name="workers">To work with.</param>
internal sealed class NGramsBeside(
    ClassificationModel model, NGramOptions? options, TrainingOptions limits, NGramClassifier? earlier, ulong seed, Workers workers)
{
    // Where no rows are left to fit the mixture on: about what is found where there are, for a trained encoder and a cost of 1.
    private static readonly Mixture Usual = new(0.5f, 2);

    private const float SmallestProbability = 1e-12f;

    /// <inheritdoc cref="NGramTrainer.RowsRemembered"/>
    public int? RowsRemembered { get; init; }

    /// <summary>Where training continues and adds classes, and validation rows have been kept: the classes that were there before.</summary>
    public OldClasses? OldClasses { get; init; }

    /// <summary>What was taken from the logits of the other classes.</summary>
    public float NewClassesHeldBack { get; private set; }

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
        NGramTrainer? trainer = options is null
            ? null
            : new NGramTrainer(options, limits, model.ClassCount, model.Coder, earlier, seed) { RowsRemembered = RowsRemembered };
        bool hasValidation = validation.Documents.Count > 0;
        bool remembers = hasValidation && !model.IsMultiLabel && options is { Neighbors: > 0 };
        NGramClassifier? ngrams = trainer?.Train(training, workers, remembers);
        if (!hasValidation)
        {
            model.NGrams = ngrams;
            model.Mixture = ngrams is null ? Mixture.Plain : Usual;
            return null;
        }

        int classes = model.ClassCount;
        float[] logits = rows.Validate(model, workers);
        ToLogits(logits);
        var margins = new float[ngrams is null ? 0 : logits.Length];
        var logShares = new float[remembers ? logits.Length : 0];
        workers.Run(ngrams is null ? 0 : validation.Documents.Count, (_, row) =>
            ngrams!.Score(validation.Documents[row], Of(margins, row), remembers ? Of(logShares, row) : default));
        model.Mixture = model.IsMultiLabel
            ? Mixture.FitEach(logits, margins, validation, classes)
            : Mixture.Fit(logits, margins, logShares, validation.Labels.ToArray(), validation.Weights.ToArray());
        remembers = model.Mixture.Neighbors > 0;
        model.NGrams = remembers ? ngrams : ngrams?.WithoutMemory();
        for (int row = 0; row < validation.Documents.Count; row++)
        {
            model.Mixture.Apply(Of(logits, row), ngrams is null ? default : Of(margins, row), remembers ? Of(logShares, row) : default);
        }

        // In a mixture of neighbours alone there is no bias to lower.
        if (OldClasses is not null && MathF.Max(model.Mixture.Encoder, model.Mixture.NGrams) > 0)
        {
            HoldBack(OldClasses, logits, validation.Labels);
        }

        for (int row = 0; row < validation.Documents.Count; row++)
        {
            model.Normalize(Kernels.Current, Of(logits, row));
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
            model.NGrams = trainer.Train(training, workers, remembers);
        }

        return metrics;

        Span<float> Of(float[] scores, int row) => scores.AsSpan(row * classes, classes);
    }

    /// <summary>Holds the new classes back in the model, and in the logits that it gave before.</summary>
    private void HoldBack(OldClasses old, float[] logits, IReadOnlyList<int> labels)
    {
        NewClassesHeldBack = old.FindHeldBack(logits, labels);
        if (NewClassesHeldBack == 0)
        {
            return;
        }

        model.HoldBack(old.Count, NewClassesHeldBack);
        for (int row = 0; row < labels.Count; row++)
        {
            Span<float> ofNew = logits.AsSpan((row * model.ClassCount)..((row + 1) * model.ClassCount))[old.Count..];
            TensorPrimitives.Subtract(ofNew, NewClassesHeldBack, ofNew);
        }
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
