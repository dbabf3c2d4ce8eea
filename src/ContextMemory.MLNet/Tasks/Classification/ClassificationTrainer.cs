using System.Diagnostics;
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
    public required EncoderOptions Encoder { get; init; }

    public required TokenCoderBuilder CoderBuilder { get; init; }

    public WordVectorOptions? WordVectors { get; init; }

    public required TrainingOptions Training { get; init; }

    public required ulong Seed { get; init; }

    public double LabelSmoothing { get; init; }

    /// <summary>How far token vectors are moved when a batch is learned from once more; null derives it.</summary>
    public double? AdversarialEpsilon { get; init; } = 0;

    /// <summary>Epochs of learning from the texts alone, before the labels are learned; null derives them, 0 leaves it out.</summary>
    public int? PretrainingEpochs { get; init; } = 0;

    /// <summary>Further texts for pretraining; read twice, and both times the same. Null where there are none.</summary>
    public IEnumerable<ReadOnlyMemory<char>>? UnlabeledTexts { get; init; }

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

    /// <summary>Number of encoders; 0 derives it.</summary>
    public int Members { get; init; } = 1;

    /// <summary>How many training rows there are; null where that is not known before they have been read.</summary>
    public long? RowCount { get; init; }

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
        var clock = Stopwatch.StartNew();
        var budget = new TimeBudget(Training, Seed);

        // Pretraining has files of its own, and would be lost if the training that follows could not write these.
        AtomicFile.CheckWritable(Training.LogPath);
        Checkpoint.CheckFree(Training.CheckpointPath);
        MemoryRoom.Check(Training);
        using WordVectorStart? vectors = WordVectorStart.Open(ContinueFrom is null ? WordVectors : null);
        using PretrainedStart? transformer = ContinueFrom is null ? PretrainedStart.Open(Encoder, Training) : null;
        TokenCoderBuilder coderBuilder = transformer is null ? CoderBuilder : new FixedCoderBuilder(transformer.Coder);
        coderBuilder.Bound(Training.MaxMemoryMB);
        ClassificationChoices choices = Choices(transformer?.Encoder ?? vectors?.Fit(Encoder) ?? Encoder);
        var passes = new TwoPasses<LabeledText>(rows, validationRows?.Where(row => row.Labels.AreKnown), Training, Seed, RowCount)
        {
            FurtherRows = (choices.MayPretrain ? UnlabeledTexts ?? [] : []).Select(text => new LabeledText(text, RowLabels.Unknown)),
        };
        bool holdsOut = passes.HoldOut(Count(passes, coderBuilder, choices.MayPretrain, out int unlabeled));
        TokenCoder coder = coderBuilder.Build();
        double peak = TrainingMemory.NowMB;
        using var corpus = new ClassificationCorpus(MemoryRoom.For(Training, PossibleLayouts(coder, choices, budget.Efforts, classes)), coder, IsMultiLabel);
        Encode(corpus, passes, choices.MayPretrain);
        corpus.AddKept(KeptRows(coder));
        corpus.Weigh(ClassWeights, classes);

        // Rows that tell later what has been forgotten must not be learned from.
        bool learnsFromHeldOut = holdsOut && ReplaySize == 0 && corpus.Kept is null;
        var statistics = new RowStatistics(corpus.Training.Documents, corpus.Validation.Documents.Count, learnsFromHeldOut, coder);
        ClassificationRecipe recipe = budget.IsSet
            ? new ClassificationBudget(budget, corpus, statistics, choices, recipe => CreateEncoders(coder, recipe, classes, transformer), Seed)
                .Choose(NGrams is null ? null : sample => LearnLinear(sample, coder, classes))
            : ClassificationRecipe.Resolve(Training.Effort, choices, statistics, corpus.Unlabeled);
        EncoderEnsemble encoders = CreateEncoders(coder, recipe, classes, transformer);
        WordVectorCoverage? coverage = vectors?.Load(encoders, corpus.Training.Documents, Training);
        if (coverage is not null)
        {
            encoders.StartMembersAlike();
        }

        var toLearn = new RowsToLearn(corpus.Training, corpus.Validation, folds: learnsFromHeldOut && encoders.MemberCount > 1 ? encoders.MemberCount : 0);
        TrainingReport report = encoders.MemberCount == 0
            ? ReportWithoutEncoder(corpus, PlanNGrams(corpus, coder, classes, learnsFromHeldOut, keptByModel: 0), recipe)
            : LearnEncoders(encoders, recipe, corpus, toLearn, learnsFromHeldOut, peak);
        ReplayRows? replay = Keep(corpus);
        (ClassificationModel model, report) = AddLinearPart(encoders, recipe.Effort, report, corpus, toLearn, learnsFromHeldOut, replay, clock);
        return (model, report with { RowsWithoutLabel = unlabeled, WordVectors = coverage, Recipe = recipe.Describe() });
    }

    /// <summary>Learns the linear part of some rows, to see how long that takes.</summary>
    private void LearnLinear(EncodedRows sample, TokenCoder coder, int classes)
    {
        using var workers = new Workers(Training.ThreadCount);
        new NGramTrainer(NGrams!, Training with { Progress = null }, classes, coder, earlier: null, Seed).Train(sample, workers);
    }

    private ClassificationChoices Choices(EncoderOptions encoder) => new(
        encoder,
        Members,
        Training,
        AdversarialEpsilon,
        PretrainingEpochs,
        NeedsEncoder: NGrams is null || PretrainingEpochs > 0 || WordVectors is not null || UnlabeledTexts is not null || Training.Epochs > 0,
        ContinueFrom);

    private static void Encode(ClassificationCorpus corpus, TwoPasses<LabeledText> passes, bool pretrains)
    {
        foreach ((LabeledText row, bool isValidation) in passes.Second())
        {
            if (row.Labels.AreKnown)
            {
                corpus.Add(row, isValidation);
            }
            else if (pretrains)
            {
                corpus.AddUnlabeled(row.Text);
            }
        }
    }

    /// <summary>Pretrains the encoders and trains them on the labels.</summary>
    private TrainingReport LearnEncoders(
        EncoderEnsemble encoders,
        ClassificationRecipe recipe,
        ClassificationCorpus corpus,
        RowsToLearn toLearn,
        bool learnsFromHeldOut,
        double peak)
    {
        var objective = new ClassificationObjective(encoders, toLearn, LabelSmoothing, recipe.AdversarialEpsilon, recipe.Training.Horizon);

        // What comes after pretraining is refused before it, and what is said at its start holds to the end.
        MemoryPlan plan = MemoryPlan.Make(objective, recipe.Training);
        double ofNGrams = PlanNGrams(corpus, encoders.Coder, encoders.ClassCount, learnsFromHeldOut, plan.KeptByModel);
        peak = Math.Max(peak, Math.Max(plan.PeakMB, ofNGrams));
        PretrainingResult pretrained = recipe.PretrainingEpochs > 0 ? Pretrain(encoders, recipe, corpus, peak) : PretrainingResult.Not;
        TrainingReport report = TrainEncoders(objective, recipe.Training, pretrained.WasCancelled, Math.Max(pretrained.PeakMB, peak));
        return report with
        {
            // Counted before the n-grams add the held-out rows to them.
            TrainingRows = corpus.Training.Documents.Count,
            Pretraining = pretrained.Epochs,
            Kernels = [.. pretrained.Kernels.Union(report.Kernels)],
            Members = encoders.MemberCount,
            AdversarialEpsilon = recipe.AdversarialEpsilon,
        };
    }

    private TrainingReport ReportWithoutEncoder(ClassificationCorpus corpus, double peak, ClassificationRecipe recipe) => new()
    {
        Epochs = [],
        BestEpoch = 0,
        WasCancelled = Training.CancellationToken.IsCancellationRequested,
        TrainingRows = corpus.Training.Documents.Count,
        ValidationRows = corpus.Validation.Documents.Count,
        RowsOnDisk = corpus.RowsOnDisk,
        EstimatedMemoryMB = peak,
        Members = 0,
        Parameters = 0,
        Elapsed = TimeSpan.Zero,
        Options = recipe.Training,
    };

    /// <summary>Keeps rows for a later training, also where this one is cancelled: a later one would not forgive their absence.</summary>
    private ReplayRows? Keep(ClassificationCorpus corpus)
    {
        if (ReplaySize == 0)
        {
            return null;
        }

        var watch = new StageWatch(TrainingStage.KeepingRows, Training);
        ReplayRows kept = corpus.Choose(ReplaySize, Seed);
        watch.Finish();
        return kept;
    }

    /// <summary>Learns the n-grams and how much they and the encoders count; leaves the encoders out of the model where they add too little.</summary>
    private (ClassificationModel Model, TrainingReport Report) AddLinearPart(
        EncoderEnsemble encoders,
        Effort effort,
        TrainingReport report,
        ClassificationCorpus corpus,
        RowsToLearn toLearn,
        bool learnsFromHeldOut,
        ReplayRows? replay,
        Stopwatch clock)
    {
        double? accuracyBefore = report.WasCancelled ? null : Accuracy(ContinueFrom, ContinueFrom?.Replay?.Validation);
        bool wasCancelled = report.WasCancelled || Training.CancellationToken.IsCancellationRequested;
        using var workers = new Workers(Training.ThreadCount);
        var beside = new NGramsBeside(encoders, NGrams, Training, ContinueFrom?.NGrams, Seed, workers)
        {
            MayLeaveEncodersOut = effort != Effort.Best && Members == 0 && encoders.MemberCount > 0 && ContinueFrom is null && ReplaySize == 0,
            RowsRemembered = GoesOnRemembering ? corpus.Kept?.Training.Documents.Count ?? 0 : null,
            OldClasses = accuracyBefore is { } accuracy && encoders.ClassCount > ContinueFrom!.ClassCount
                ? new OldClasses(ContinueFrom.ClassCount, corpus.Kept!.Validation.Documents.Count, AccuracyToKeep * accuracy)
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
        ClassificationModel model = beside.CreateModel(replay);
        double? accuracyAfter = wasCancelled || accuracyBefore is null ? null : Accuracy(model, corpus.Kept!.Validation);
        return (model, report with
        {
            WasCancelled = wasCancelled || (accuracyBefore is not null && accuracyAfter is null),
            ValidationMetrics = beside.ValidationMetrics,
            Members = model.MemberCount,
            Parameters = model.ParameterCount,
            Elapsed = report.Members > 0 ? report.Elapsed : clock.Elapsed,
            RememberedDocuments = model.NGrams?.Memory?.Count ?? 0,
            OldRows = accuracyBefore is { } before && accuracyAfter is { } after
                ? new OldRowsResult(corpus.Kept!.Validation.Documents.Count, before, after, beside.NewClassesHeldBack)
                : null,
        });
    }

    // Not inlined: its locals must not keep the memory of the encoders' training alive while the n-grams are learned.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private TrainingReport TrainEncoders(
        ClassificationObjective objective, TrainingOptions options, bool isCancelled, double otherStagesMB)
    {
        float[] start = ContinueFrom is null ? [] : objective.Weights.Learned.ToArray();

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

    // Not inlined, for the same reason.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private PretrainingResult Pretrain(EncoderEnsemble encoders, ClassificationRecipe recipe, ClassificationCorpus corpus, double otherStagesMB) =>
        new Pretraining(encoders, corpus.Training.Documents, corpus.Unlabeled, recipe.Pretraining, Seed) { OtherStagesMB = otherStagesMB }.Run();

    /// <summary>
    /// Makes room for the n-grams: rows move to a file where these leave too little. Returns the most memory that the process will have
    /// while the n-grams are learned, about, in MiB.
    /// </summary>
    /// <exception cref="InvalidOperationException">There is too little memory even without the rows.</exception>
    private double PlanNGrams(ClassificationCorpus corpus, TokenCoder coder, int classes, bool learnsFromHeldOut, long keptByModel)
    {
        NGramMemory ngrams = NGrams is null
            ? default
            : NGramMemory.Estimate(
                new JoinedDocuments(corpus.Training.Documents, corpus.Validation.Documents),
                TokenCodes.SpecialRows + coder.KnownRows,
                NGrams.Longest,
                NGramBounds.For(Training.MaxMemoryMB, classes, classes > ManyClasses.Threshold),
                classes,
                corpus.Training.LabelsPerRow,
                Training.ThreadCount,
                isTwice: learnsFromHeldOut);

        // The encoders' answers for the validation rows, those of the n-grams, and those of the memory.
        long answers = 3L * sizeof(float) * Math.Min(corpus.Validation.Documents.Count, ManyClasses.RowsTogether(classes)) * classes;
        long needed = keptByModel + answers + ngrams.Fixed;
        long allowed = TrainingMemory.Allowed(Training);
        long peak = TrainingMemory.MakeRoom(needed, Training, corpus.MoveRowsToFile) + needed;
        return peak <= allowed
            ? TrainingMemory.ExpectedMB(Math.Min(peak + ngrams.Rows, allowed), Training)
            : throw new InvalidOperationException(
                $"Training would take {peak / ProcessMemory.Megabyte:F0} MB while the n-grams are learned; " +
                $"{nameof(TrainingOptions)}.{nameof(TrainingOptions.MaxMemoryMB)} allows {Training.MaxMemoryMB}. " +
                "Allow more, or leave the n-grams out: NGrams = new() { Longest = 0 }.");
    }

    private EncoderEnsemble CreateEncoders(TokenCoder coder, ClassificationRecipe recipe, int classes, PretrainedStart? transformer)
    {
        if (ContinueFrom is not null)
        {
            return GrownModel.Create(ContinueFrom, coder, classes, Seed);
        }

        var encoders = new EncoderEnsemble(coder, recipe.Encoder, classes, Kernels.Current, recipe.Members, IsMultiLabel);
        encoders.Weights.Initialize(Seed);
        for (int member = 0; member < encoders.MemberCount; member++)
        {
            transformer?.Load(encoders.Weights, encoders.Prefix(member));
        }

        return encoders;
    }

    /// <summary>What may be trained, before the rows are known that decide how many encoders the model has, and how large.</summary>
    private ParameterLayout[] PossibleLayouts(TokenCoder coder, ClassificationChoices choices, IEnumerable<Effort> efforts, int classes) =>
    [
        .. efforts.SelectMany(effort => EncoderChoice.Possible(effort, choices))
            .Select(choice => new EncoderEnsemble(coder, choice.Options, classes, Kernels.Current, choice.Members).Layout),
    ];

    /// <summary>Counts the words of all rows. Returns how many rows could be held out.</summary>
    /// <param name="passes">Of which this is the first.</param>
    /// <param name="coderBuilder">Counts the words.</param>
    /// <param name="pretrains">Whether texts without a label are learned from.</param>
    /// <param name="unlabeled">How many training rows have no label.</param>
    /// <exception cref="OperationCanceledException">Training is cancelled.</exception>
    private static int Count(TwoPasses<LabeledText> passes, TokenCoderBuilder coderBuilder, bool pretrains, out int unlabeled)
    {
        int labeled = 0;
        int heldOut = 0;
        int weightless = 0;
        unlabeled = 0;
        foreach ((LabeledText row, bool isHeldOut) in passes.First())
        {
            bool isLabeled = row.Labels.AreKnown;
            bool counts = isLabeled && row.Weight > 0;
            labeled += counts ? 1 : 0;
            unlabeled += isLabeled ? 0 : 1;
            weightless += isLabeled && !counts ? 1 : 0;
            heldOut += counts && isHeldOut ? 1 : 0;
            if (counts || (!isLabeled && pretrains))
            {
                coderBuilder.Add(row.Text.Span);
            }
        }

        unlabeled -= passes.FurtherCount;
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
