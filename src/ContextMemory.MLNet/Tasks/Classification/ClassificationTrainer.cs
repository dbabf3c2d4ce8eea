using System.Runtime.CompilerServices;
using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Evaluation;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Persistence;
using ContextMemory.MLNet.Tasks.Classification.NGrams;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>
/// Trains a classifier: reads the rows once for the vocabulary and once for their codes, then learns from the codes, first the encoder,
/// then the n-grams and how much of both to believe.
/// </summary>
internal sealed class ClassificationTrainer
{
    // The move of a document falls on few of its words, and is a share of all of its vectors: the longer it is, the further those are moved.
    private const double EpsilonOfShortDocuments = 0.2;
    private const double EpsilonOfLongDocuments = 0.1;

    public required EncoderOptions Encoder { get; init; }

    public required TokenCoderBuilder CoderBuilder { get; init; }

    public WordVectorOptions? WordVectors { get; init; }

    public required TrainingOptions Training { get; init; }

    public required ulong Seed { get; init; }

    public double LabelSmoothing { get; init; }

    /// <summary>How far token vectors are moved when a batch is learned from once more; null derives it from the rows.</summary>
    public double? AdversarialEpsilon { get; init; } = 0;

    /// <summary>Epochs of learning from the texts alone, before the labels are learned; null derives them from the texts, 0 leaves it out.</summary>
    public int? PretrainingEpochs { get; init; } = 0;

    /// <summary>Further texts for pretraining; read twice, and both times the same.</summary>
    public IEnumerable<ReadOnlyMemory<char>> UnlabeledTexts { get; init; } = [];

    /// <summary>The model whose training is continued, or null to train a new one. It stays as it is.</summary>
    public ClassificationModel? ContinueFrom { get; init; }

    /// <summary>How many rows of either kind the model keeps for a later training.</summary>
    public int ReplaySize { get; init; }

    /// <summary>Share of the accuracy on kept validation rows that a model keeps when it gets new classes, 0 to 1.</summary>
    public double AccuracyToKeep { get; init; }

    /// <summary>The linear part; null leaves the encoder alone.</summary>
    public NGramOptions? NGrams { get; init; }

    public ClassWeighting ClassWeights { get; init; }

    /// <summary>Whether a row has a set of labels, not one class.</summary>
    public bool IsMultiLabel { get; init; }

    /// <summary>How many encoders are trained side by side; 0 derives it from the rows.</summary>
    public int Members { get; init; } = 1;

    /// <summary>How many training rows there are; null where that is not known before they have been read.</summary>
    public long? RowCount { get; init; }

    // What goes on from a trained model knows the language already, unless it starts almost anew.
    private bool IsPretrained => PretrainingEpochs != 0 && (ContinueFrom is null || GrownModel.StartsAlmostAnew(ContinueFrom));

    // Where all old rows are there again, the memory is written anew from them.
    private bool GoesOnRemembering => ContinueFrom is { NGrams.Memory: not null } && !GrownModel.StartsAlmostAnew(ContinueFrom);

    /// <param name="rows">The training rows; read twice, and both times the same. Those without a label are for pretraining.</param>
    /// <param name="validationRows">Rows to choose the best epoch by, or null to hold out some of the training rows.</param>
    /// <param name="classes">Number of classes: those of the model that is continued from come first.</param>
    /// <exception cref="InvalidOperationException">There is no row with a label.</exception>
    /// <exception cref="IOException">The file of word vectors cannot be opened.</exception>
    /// <exception cref="InvalidDataException">It is no file of word vectors, or has none for the words of the rows.</exception>
    public (ClassificationModel Model, TrainingReport Report) Train(
        IEnumerable<LabeledText> rows, IEnumerable<LabeledText>? validationRows, int classes)
    {
        // Pretraining has files of its own, and would be lost if the training that follows could not write these.
        AtomicFile.CheckWritable(Training.LogPath);
        Checkpoint.CheckFree(Training.CheckpointPath);
        MemoryRoom.Check(Training);
        CoderBuilder.Bound(Training.MaxMemoryMB);
        using WordVectorStart? vectors = WordVectorStart.Open(ContinueFrom is null ? WordVectors : null);
        EncoderOptions encoder = vectors?.Fit(Encoder) ?? Encoder;
        double fraction = validationRows is null ? Training.ValidationFraction : 0;
        bool holdsOut = Count(rows, fraction, out int unlabeled, out long count) >= HeldOutRows.Fewest;
        TokenCoder coder = CoderBuilder.Build();
        double peak = TrainingMemory.NowMB;
        MemoryRoom room = MemoryRoom.For(Training, PossibleLayouts(coder, encoder, classes));
        using var training = new EncodedRows(room, IsMultiLabel);
        using var validation = new EncodedRows(room, IsMultiLabel);
        using var unlabeledTexts = new DocumentStore(room);
        var encoding = new StageWatch(TrainingStage.EncodingRows, Training, validationRows is null ? count : null);
        foreach ((LabeledText row, bool isHeldOut) in HeldOutRows.Mark(rows, Seed, fraction))
        {
            encoding.Add();
            if (row.Labels.AreKnown)
            {
                (isHeldOut && holdsOut ? validation : training).Add(coder, row);
            }
            else if (IsPretrained)
            {
                unlabeledTexts.Add(coder.Encode(row.Text.Span));
            }
        }

        foreach (ReadOnlyMemory<char> text in IsPretrained ? UnlabeledTexts : [])
        {
            encoding.Add();
            unlabeledTexts.Add(coder.Encode(text.Span));
        }

        foreach (LabeledText row in validationRows ?? [])
        {
            encoding.Add();
            validation.Add(coder, row);
        }

        encoding.Finish();

        int newTraining = training.Documents.Count;
        int newValidation = validation.Documents.Count;
        ReplayRows? kept = KeptRows(coder);
        if (kept is not null)
        {
            kept.Training.AddTo(training, kept.Training.WeightBeside(newTraining));
            kept.Validation.AddTo(validation, weight: 1);
        }

        training.Weigh(ClassWeights, classes);
        validation.Weigh(ClassWeights, classes);
        ClassificationModel model = CreateModel(coder, encoder, classes, training.Documents);
        WordVectorCoverage? coverage = vectors?.Load(model, training.Documents, Training);
        if (coverage is not null)
        {
            model.StartMembersAlike();
        }

        double epsilon = AdversarialEpsilon ?? DeriveAdversarialEpsilon(training.Documents, coder);

        // Rows that tell later what has been forgotten must not be learned from.
        bool learnsFromHeldOut = holdsOut && ReplaySize == 0 && kept is null;
        var toLearn = new RowsToLearn(training, validation, folds: learnsFromHeldOut && model.MemberCount > 1 ? model.MemberCount : 0);
        var objective = new ClassificationObjective(model, toLearn, LabelSmoothing, epsilon);

        // What comes behind pretraining is refused before it, and what is said at its start holds to the end.
        MemoryPlan plan = MemoryPlan.Make(objective, Training);
        peak = Math.Max(peak, Math.Max(plan.PeakMB, PlanNGrams(objective, toLearn, coder, classes, learnsFromHeldOut, plan.KeptByModel)));
        Pretrained pretrained = IsPretrained ? Pretrain(model, training.Documents, unlabeledTexts, peak) : Pretrained.Not;
        TrainingReport report = TrainEncoders(objective, pretrained.WasCancelled, Math.Max(pretrained.PeakMB, peak));

        // Counted before the n-grams add the held-out rows to them.
        report = report with { TrainingRows = training.Documents.Count };
        if (ReplaySize > 0)
        {
            // Also where training is cancelled: a later one would not forgive their absence.
            var keeping = new StageWatch(TrainingStage.KeepingRows, Training);
            model.Replay = ReplayRows.Choose(ReplaySize, kept, training, newTraining, validation, newValidation, Seed);
            keeping.Finish();
        }

        double? accuracyBefore = report.WasCancelled ? null : Accuracy(ContinueFrom, ContinueFrom?.Replay?.Validation);
        bool wasCancelled = report.WasCancelled || Training.CancellationToken.IsCancellationRequested;
        using var workers = new Workers(Training.ThreadCount);
        var beside = new NGramsBeside(model, NGrams, Training, ContinueFrom?.NGrams, Seed, workers)
        {
            RowsRemembered = GoesOnRemembering ? kept?.Training.Documents.Count ?? 0 : null,
            OldClasses = accuracyBefore is { } accuracy && classes > ContinueFrom!.ClassCount
                ? new OldClasses(ContinueFrom.ClassCount, kept!.Validation.Documents.Count, AccuracyToKeep * accuracy)
                : null,
        };
        if (wasCancelled)
        {
            beside.KeepEarlier(ContinueFrom);
        }
        else
        {
            beside.Add(toLearn, learnsFromHeldOut);
        }

        wasCancelled |= beside.WasCancelled;
        double? accuracyAfter = wasCancelled || accuracyBefore is null ? null : Accuracy(model, kept!.Validation);
        return (model, report with
        {
            WasCancelled = wasCancelled || (accuracyBefore is not null && accuracyAfter is null),
            RowsWithoutLabel = unlabeled,
            Pretraining = pretrained.Epochs,
            Kernels = [.. pretrained.Kernels.Union(report.Kernels)],
            Members = model.MemberCount,
            AdversarialEpsilon = epsilon,
            WordVectors = coverage,
            ValidationMetrics = beside.ValidationMetrics,
            RememberedDocuments = model.NGrams?.Memory?.Count ?? 0,
            OldRows = accuracyBefore is { } before && accuracyAfter is { } after
                ? new OldRowsResult(kept!.Validation.Documents.Count, before, after, beside.NewClassesHeldBack)
                : null,
        });
    }

    // By itself, so that nothing of it but the report can be reached when the n-grams are learned.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private TrainingReport TrainEncoders(ClassificationObjective objective, bool isCancelled, double otherStagesMB)
    {
        float[] start = ContinueFrom is null ? [] : objective.Weights.Values.ToArray();
        TrainingOptions options = Training.ForWholeTexts();

        // Of a start that will be another one when pretraining has gone on to its end there must be no checkpoint.
        options = isCancelled ? options with { CheckpointPath = null } : options;
        TrainingReport report = new Trainer(objective, options, Seed) { OtherStagesMB = otherStagesMB }.Run();
        report = report with { Options = report.Options with { CheckpointPath = Training.CheckpointPath } };
        if (ContinueFrom is not null && !report.WasCancelled)
        {
            using var workers = new Workers(Training.ThreadCount);
            bool isChosen = Interpolation.ChooseBetween(start, objective, Training, workers);
            report = report with { WasCancelled = !isChosen };
        }

        return report;
    }

    // By itself, as above.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Pretrained Pretrain(ClassificationModel model, DocumentStore labeled, DocumentStore unlabeled, double otherStagesMB)
    {
        var pretraining = new Pretraining(model, labeled, unlabeled, Training, Seed) { OtherStagesMB = otherStagesMB };
        return pretraining.Run(PretrainingEpochs ?? pretraining.DeriveEpochs(labeled.Count < EncoderChoice.ManyRows));
    }

    /// <summary>
    /// Makes room for the n-grams: rows move to a file where these leave too little. Returns the most memory that the process will have
    /// while the n-grams are learned, about, in MiB.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is too little memory even without the rows.</exception>
    private double PlanNGrams(
        ClassificationObjective objective, RowsToLearn rows, TokenCoder coder, int classes, bool learnsFromHeldOut, long keptByModel)
    {
        NGramMemory ngrams = NGrams is null
            ? default
            : NGramMemory.Estimate(
                new JoinedDocuments(rows.Training.Documents, rows.Validation.Documents),
                TokenCodes.SpecialRows + coder.KnownRows,
                NGrams.Longest,
                NGramBounds.For(Training.MaxMemoryMB, classes, classes > ManyClasses.Threshold),
                classes,
                rows.Training.LabelsPerRow,
                Training.ThreadCount,
                isTwice: learnsFromHeldOut);

        // The encoders' answers for the validation rows, those of the n-grams, and those of the memory.
        long answers = 3L * sizeof(float) * Math.Min(rows.Validation.Documents.Count, ManyClasses.RowsTogether(classes)) * classes;
        long needed = keptByModel + answers + ngrams.Fixed;
        long allowed = TrainingMemory.Allowed(Training);
        long excess = TrainingMemory.OfProcess(Training) + needed - allowed;
        if (excess > 0)
        {
            objective.MoveRowsToFile(excess);
        }

        long peak = TrainingMemory.OfProcess(Training) + needed;
        return peak <= allowed
            ? TrainingMemory.ExpectedMB(Math.Min(peak + ngrams.Rows, allowed), Training)
            : throw new InvalidOperationException(
                $"Training would take {peak / TrainingMemory.Megabyte:F0} MB while the n-grams are learned; " +
                $"{nameof(TrainingOptions)}.{nameof(TrainingOptions.MaxMemoryMB)} allows {Training.MaxMemoryMB}. " +
                "Allow more, or leave the n-grams out: NGrams = new() { Longest = 0 }.");
    }

    private ClassificationModel CreateModel(TokenCoder coder, EncoderOptions encoder, int classes, DocumentStore documents)
    {
        if (ContinueFrom is not null)
        {
            return GrownModel.Create(ContinueFrom, coder, classes, Seed);
        }

        EncoderChoice choice = EncoderChoice.For(Members, encoder, documents);
        var model = new ClassificationModel(coder, choice.Options, classes, Kernels.Current, choice.Members, IsMultiLabel);
        model.Weights.Initialize(Seed);
        return model;
    }

    private static double DeriveAdversarialEpsilon(DocumentStore documents, TokenCoder coder)
    {
        if (documents.Count >= EncoderChoice.ManyRows)
        {
            return 0;
        }

        long tokens = TokenCodes.CountTokens(documents);
        if (!WordRarity.AreRare(tokens, coder))
        {
            return 0;
        }

        return EncoderChoice.AreLong(tokens, documents.Count) ? EpsilonOfLongDocuments : EpsilonOfShortDocuments;
    }

    /// <summary>What may be trained, before the rows are known that decide how many encoders the model has, and how large.</summary>
    private ParameterLayout[] PossibleLayouts(TokenCoder coder, EncoderOptions encoder, int classes)
    {
        IEnumerable<EncoderChoice> choices = ContinueFrom is null
            ? EncoderChoice.Possible(Members, encoder)
            : [new EncoderChoice(ContinueFrom.MemberCount, ContinueFrom.Options)];
        return [.. choices.Select(Classifier)];

        ParameterLayout Classifier(EncoderChoice choice) =>
            new ClassificationModel(coder, choice.Options, classes, Kernels.Current, choice.Members).Layout;
    }

    /// <summary>Counts the words of all rows. Returns how many rows could be held out.</summary>
    /// <param name="rows">The training rows.</param>
    /// <param name="fraction">Of them that may be held out.</param>
    /// <param name="unlabeled">How many have no label.</param>
    /// <param name="count">How many rows and further texts there are.</param>
    /// <exception cref="OperationCanceledException">Training is cancelled.</exception>
    private int Count(IEnumerable<LabeledText> rows, double fraction, out int unlabeled, out long count)
    {
        var watch = new StageWatch(TrainingStage.CountingWords, Training, RowCount);
        count = 0;
        int labeled = 0;
        int heldOut = 0;
        int weightless = 0;
        unlabeled = 0;
        foreach ((LabeledText row, bool isHeldOut) in HeldOutRows.Mark(rows, Seed, fraction))
        {
            watch.Add();
            count++;
            bool isLabeled = row.Labels.AreKnown;
            bool counts = isLabeled && row.Weight > 0;
            labeled += counts ? 1 : 0;
            unlabeled += isLabeled ? 0 : 1;
            weightless += isLabeled && !counts ? 1 : 0;
            heldOut += counts && isHeldOut ? 1 : 0;
            if (counts || (!isLabeled && IsPretrained))
            {
                CoderBuilder.Add(row.Text.Span);
            }
        }

        foreach (ReadOnlyMemory<char> text in IsPretrained ? UnlabeledTexts : [])
        {
            watch.Add();
            count++;
            CoderBuilder.Add(text.Span);
        }

        watch.Finish();

        if (labeled == 0)
        {
            throw new InvalidOperationException(
                weightless > 0
                    ? $"All {weightless} training rows with a label have a weight of 0: none counts. Check the column of weights; 1 is usual."
                    : unlabeled == 0
                    ? "The training data has no rows. Pass data with at least one row that has a label."
                    : $"None of the {unlabeled} training rows has a label. Check the label column's name, and that its values are known keys.");
        }

        return heldOut;
    }

    /// <summary>What the model to go on from has kept, in the codes of the new one.</summary>
    private ReplayRows? KeptRows(TokenCoder coder) => (ContinueFrom?.Coder, coder) is (Vocabulary old, Vocabulary grown)
        ? ContinueFrom.Replay?.In(new GrownCodes(old, grown))
        : ContinueFrom?.Replay;

    /// <summary>Null where there are no rows, or training is cancelled before all are measured.</summary>
    private double? Accuracy(ClassificationModel? model, ReplaySample? sample)
    {
        if (model is null || sample is null || sample.Documents.Count == 0)
        {
            return null;
        }

        var watch = new StageWatch(TrainingStage.OldRows, Training, sample.Documents.Count);
        var evaluator = new ClassificationEvaluator(model.ClassCount);
        try
        {
            foreach (int[] some in Enumerable.Range(0, sample.Documents.Count).Chunk(ManyClasses.RowsTogether(model.ClassCount)))
            {
                var probabilities = new float[some.Length * model.ClassCount];
                model.Run(new DocumentSelection(sample.Documents, some), probabilities, Training.ThreadCount, watch);
                for (int i = 0; i < some.Length; i++)
                {
                    evaluator.Add(probabilities.AsSpan(i * model.ClassCount, model.ClassCount), sample.Labels[some[i]]);
                }
            }
        }
        catch (OperationCanceledException) when (Training.CancellationToken.IsCancellationRequested)
        {
            return null;
        }

        watch.Finish();
        return evaluator.Measure().Accuracy;
    }
}
