using System.Numerics.Tensors;
using ContextMemory.MLNet.Evaluation;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Classification.NGrams;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>Learns the n-grams beside trained encoders and how much each part counts; makes the model of them.</summary>
/// <param name="encoders">Trained.</param>
/// <param name="options">Null leaves the encoders alone: only their temperature is fitted.</param>
/// <param name="training">What may be kept in memory, who listens and what cancels.</param>
/// <param name="earlier">The n-grams of the model that training continues from; null where it does not.</param>
/// <param name="seed">Of the order in which rows are learned from.</param>
/// <param name="workers">To work with.</param>
internal sealed class NGramsBeside(
    EncoderEnsemble encoders, NGramOptions? options, TrainingOptions training, NGramClassifier? earlier, ulong seed, Workers workers)
{
    // Where no rows are left to fit the mixture on: about what is found where there are, for a trained encoder and a cost of 1.
    private static readonly Mixture Usual = new(0.5f, 2);

    private NGramClassifier? _ngrams;
    private Mixture _mixture = Mixture.Plain;
    private float[]? _thresholds;
    private bool _leavesEncodersOut;

    /// <inheritdoc cref="NGramTrainer.RowsRemembered"/>
    public int? RowsRemembered { get; init; }

    /// <summary>Where training continues and adds classes, and validation rows have been kept: the classes that were there before.</summary>
    public OldClasses? OldClasses { get; init; }

    /// <summary>Whether the encoders are left out of the model where the linear part alone is as good on the validation rows.</summary>
    public bool MayLeaveEncodersOut { get; init; }

    /// <summary>What was taken from the logits of the other classes.</summary>
    public float NewClassesHeldBack { get; private set; }

    /// <summary>
    /// How good the mixture is on the validation rows, before the n-grams have seen them; null where there are none, or rows have any
    /// number of labels, or training was cancelled before.
    /// </summary>
    public ClassificationMetrics? ValidationMetrics { get; private set; }

    /// <summary>
    /// Whether training was cancelled. Then the model has what was finished before: nothing beside the encoders; or the n-grams and how
    /// much they count; or these with thresholds as well; or all, but learned without the rows that were held out.
    /// </summary>
    public bool WasCancelled { get; private set; }

    /// <param name="rows">Those that the encoders have learned from, and those on which the mixture is fitted.</param>
    /// <param name="areHeldOut">Whether the latter are training rows too: then the n-grams learn from them at last.</param>
    public void Add(RowsToLearn rows, bool areHeldOut)
    {
        try
        {
            AddWhole(rows, areHeldOut);
        }
        catch (OperationCanceledException) when (training.CancellationToken.IsCancellationRequested)
        {
            WasCancelled = true;
        }
    }

    /// <summary>
    /// In place of <see cref="Add"/> where training is cancelled before: what the model has that it continues from, new classes saying no.
    /// </summary>
    /// <param name="old">That model; null leaves the encoders alone.</param>
    public void KeepEarlier(ClassificationModel? old)
    {
        if (old is not null)
        {
            _ngrams = old.NGrams?.For(encoders.ClassCount);
            _mixture = old.Mixture;
        }
    }

    /// <summary>The model of what has been learned.</summary>
    /// <param name="replay">Rows that it keeps for a later training; null where it keeps none.</param>
    public ClassificationModel CreateModel(ReplayRows? replay) => new(_leavesEncodersOut && !WasCancelled ? encoders.WithoutMembers() : encoders)
    {
        NGrams = _ngrams,
        Mixture = _mixture,
        Thresholds = _thresholds is null ? ClassificationModel.UsualThresholds(encoders) : [.. _thresholds],
        Replay = replay,
    };

    private void AddWhole(RowsToLearn rows, bool areHeldOut)
    {
        EncodedRows validation = rows.Validation;
        NGramTrainer? trainer = options is null
            ? null
            : new NGramTrainer(options, training, encoders.ClassCount, encoders.Coder, earlier, seed) { RowsRemembered = RowsRemembered };
        bool hasValidation = validation.Documents.Count > 0;
        bool remembers = hasValidation && !encoders.IsMultiLabel && options is { Neighbors: > 0 };
        NGramClassifier? ngrams = trainer?.Train(rows.Training, workers, remembers);
        if (!hasValidation)
        {
            _ngrams = ngrams;
            _mixture = ngrams is null ? Mixture.Plain : encoders.MemberCount == 0 ? Usual with { Encoder = 0 } : Usual;
            return;
        }

        int[] toFitOn = ManyClasses.RowsToFitOn(validation.Documents.Count, encoders.ClassCount);
        var watch = new StageWatch(TrainingStage.Validation, training, toFitOn.Length);
        (float[] logits, float[] margins, float[] logShares) = Score(toFitOn, rows, ngrams, remembers, watch);
        watch.Finish();
        Fit(toFitOn, validation, ngrams, logits, margins, logShares);
        if (encoders.IsMultiLabel)
        {
            FitThresholds(toFitOn, validation, logits);
        }
        else
        {
            ValidationMetrics = Measure(rows, toFitOn, logits);
        }

        if (areHeldOut && trainer is not null)
        {
            rows.Training.Add(validation);
            _ngrams = trainer.Train(rows.Training, workers, remembers: _mixture.Neighbors > 0);
        }
    }

    /// <summary>What the parts say of some validation rows: the encoder's logits, the margins of the n-grams, what the memory says.</summary>
    private (float[] Logits, float[] Margins, float[] LogShares) Score(
        int[] some, RowsToLearn rows, NGramClassifier? ngrams, bool remembers, StageWatch watch)
    {
        float[] logits = rows.Validate(some, encoders, workers.Count, watch);
        var margins = new float[ngrams is null ? 0 : logits.Length];
        var logShares = new float[remembers ? logits.Length : 0];
        workers.Run(ngrams is null ? 0 : some.Length, (_, i) =>
        {
            watch.Add(0);
            ngrams!.Score(rows.Validation.Documents[some[i]], Of(margins, i), remembers ? Of(logShares, i) : default);
        }, watch.ReportIfDue);
        return (logits, margins, logShares);
    }

    /// <summary>Fits the mixture and keeps it with the n-grams; the logits become the mixture's probabilities.</summary>
    private void Fit(int[] some, EncodedRows validation, NGramClassifier? ngrams, float[] logits, float[] margins, float[] logShares)
    {
        int[] labels = [.. encoders.IsMultiLabel ? [] : some.Select(row => validation.Labels[row].Class)];
        float[] weights = [.. some.Select(row => validation.Weights[row])];
        var watch = new StageWatch(TrainingStage.Mixture, training);
        (_mixture, double loss) = FitMixture(encoders.MemberCount == 0 ? [] : logits);
        if (MayLeaveEncodersOut && ngrams is not null && FitMixture([]) is var (mixture, lossWithout) && !Mixture.IsEncoderWorthIt(loss, lossWithout))
        {
            _mixture = mixture;
            _leavesEncodersOut = true;
        }

        bool remembers = _mixture.Neighbors > 0;
        _ngrams = remembers ? ngrams : ngrams?.WithoutMemory();
        for (int i = 0; i < some.Length; i++)
        {
            _mixture.Apply(Of(logits, i), ngrams is null ? default : Of(margins, i), remembers ? Of(logShares, i) : default);
        }

        // In a mixture of neighbours alone there is no bias to lower.
        if (OldClasses is not null && MathF.Max(_mixture.Encoder, _mixture.NGrams) > 0)
        {
            int firstOld = validation.Labels.Count - OldClasses.Rows;
            HoldBack(OldClasses, logits, labels, some.Count(row => row >= firstOld));
        }

        for (int i = 0; i < some.Length; i++)
        {
            encoders.Normalize(Kernels.Current, Of(logits, i));
        }

        watch.Finish();

        (Mixture Mixture, double Loss) FitMixture(float[] ofEncoder) => encoders.IsMultiLabel
            ? Mixture.FitEach(ofEncoder, margins, validation, some, encoders.ClassCount, watch)
            : Mixture.Fit(ofEncoder, margins, logShares, labels, weights, watch);
    }

    private void FitThresholds(int[] some, EncodedRows validation, float[] probabilities)
    {
        var watch = new StageWatch(TrainingStage.Thresholds, training, encoders.ClassCount);
        _thresholds = LabelThresholds.Fit(probabilities, validation, some, encoders.ClassCount, watch);
        watch.Finish();
    }

    /// <summary>Measures the mixture on all validation rows, those first that it was fitted on, whose probabilities are known.</summary>
    private ClassificationMetrics Measure(RowsToLearn rows, int[] toFitOn, float[] probabilities)
    {
        EncodedRows validation = rows.Validation;
        var evaluator = new ClassificationEvaluator(encoders.ClassCount);
        AddRows(toFitOn, probabilities);
        int[] others = [.. Enumerable.Range(0, validation.Documents.Count).Except(toFitOn)];
        if (others.Length == 0)
        {
            return evaluator.Measure();
        }

        var watch = new StageWatch(TrainingStage.Validation, training, others.Length);
        foreach (int[] some in others.Chunk(ManyClasses.RowsTogether(encoders.ClassCount)))
        {
            bool remembers = _mixture.Neighbors > 0;
            (float[] logits, float[] margins, float[] logShares) = Score(some, rows, _ngrams, remembers, watch);
            for (int i = 0; i < some.Length; i++)
            {
                _mixture.Apply(Of(logits, i), _ngrams is null ? default : Of(margins, i), remembers ? Of(logShares, i) : default);
                encoders.Normalize(Kernels.Current, Of(logits, i));
            }

            AddRows(some, logits);
        }

        watch.Finish();
        return evaluator.Measure();

        void AddRows(int[] some, float[] scores)
        {
            for (int i = 0; i < some.Length; i++)
            {
                evaluator.Add(Of(scores, i), validation.Labels[some[i]].Class);
            }
        }
    }

    /// <summary>Holds the new classes back, in the biases of the part that counts most, and in the logits that were given before.</summary>
    private void HoldBack(OldClasses old, float[] logits, int[] labels, int oldRows)
    {
        NewClassesHeldBack = old.FindHeldBack(logits, labels, oldRows);
        if (NewClassesHeldBack == 0)
        {
            return;
        }

        if (_ngrams is not null && _mixture.NGrams > _mixture.Encoder)
        {
            _ngrams = _ngrams.WithLowerBiases(old.Count, NewClassesHeldBack / _mixture.NGrams);
        }
        else
        {
            encoders.LowerBiases(old.Count, NewClassesHeldBack / _mixture.Encoder);
        }

        for (int row = 0; row < labels.Length; row++)
        {
            Span<float> ofNew = Of(logits, row)[old.Count..];
            TensorPrimitives.Subtract(ofNew, NewClassesHeldBack, ofNew);
        }
    }

    private Span<float> Of(float[] scores, int row) => scores.AsSpan(row * encoders.ClassCount, encoders.ClassCount);
}
