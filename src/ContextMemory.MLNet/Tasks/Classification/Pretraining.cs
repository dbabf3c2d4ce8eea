using System.Runtime.CompilerServices;
using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Encoding;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>
/// What the encoders of a classifier learn before they learn the classes: to tell tokens from those around them, for which no label is
/// needed (Dai and Le 2015; masks of Devlin 2019). Each learns by itself: encoders that start from the same weights would answer alike, and
/// their mean would be no better than one of them.
/// </summary>
/// <param name="model">Its encoders are trained.</param>
/// <param name="labeled">The texts of the training rows.</param>
/// <param name="unlabeled">Further texts.</param>
/// <param name="options">How each encoder is pretrained.</param>
/// <param name="seed">Of the training that follows.</param>
internal sealed class Pretraining(
    EncoderEnsemble model, DocumentStore labeled, DocumentStore unlabeled, TrainingOptions options, ulong seed)
{
    private readonly JoinedDocuments _documents = new(labeled, unlabeled);

    /// <inheritdoc cref="Trainer.OtherStagesMB"/>
    public double OtherStagesMB { get; init; }

    /// <summary>Trains one encoder after the other.</summary>
    public PretrainingResult Run()
    {
        var finished = new List<EpochResult>();
        var kernels = new List<string>();
        bool wasCancelled = false;
        double peak = 0;
        for (int member = 0; member < model.MemberCount && !wasCancelled; member++)
        {
            var stage = new PretrainingStage(member, model.MemberCount, options.Epochs, finished.LastOrDefault()?.Elapsed ?? TimeSpan.Zero);
            TrainingReport report = TrainOrSay(stage);
            finished.AddRange(report.Epochs.Select(stage.OfAll));
            kernels.AddRange(report.Kernels.Except(kernels));
            wasCancelled = report.WasCancelled;
            peak = report.EstimatedMemoryMB;

            // Before the next one takes as much.
            ProcessMemory.GiveBack();
        }

        return new PretrainingResult(finished, wasCancelled, peak, kernels);
    }

    /// <exception cref="InvalidOperationException">The loss became infinite or not a number in the first epoch.</exception>
    private TrainingReport TrainOrSay(PretrainingStage stage)
    {
        try
        {
            return Train(stage);
        }
        catch (TrainingDivergedException exception)
        {
            // Its rate is its own: the user's cannot be lowered for it.
            throw new InvalidOperationException(
                "Pretraining has diverged: in the first epoch the loss became infinite or not a number. " +
                "Leave it out: set PretrainingEpochs to 0.",
                exception);
        }
    }

    /// <summary>What one encoder learns: a model that predicts tokens with it, and the objective of that.</summary>
    public (TokenPredictionModel Predictor, TokenPredictionObjective Objective) CreateObjective(int member)
    {
        var predictor = new TokenPredictionModel(model.Coder, model.Options, Kernels.Current);
        predictor.Weights.Initialize(seed);
        predictor.CopyParametersFrom(model, otherPrefix: model.Prefix(member));
        predictor.Encoder.Table.FrozenRows = model.Encoder.Table.FrozenRows;
        TokenObjective asked = model.Options.ReadsOneWay ? TokenObjective.NextToken : TokenObjective.MaskedToken;
        return (predictor, new TokenPredictionObjective(predictor, asked, _documents, validation: [], seed, labeled, unlabeled));
    }

    // Not inlined: its locals must not keep the memory of pretraining alive after it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private TrainingReport Train(PretrainingStage stage)
    {
        (TokenPredictionModel predictor, TokenPredictionObjective objective) = CreateObjective(stage.Member);
        TrainingOptions own = options with
        {
            LogPath = null,
            CheckpointPath = options.PretrainingCheckpointPath(stage.Member),
            Progress = options.Progress is { } progress ? new StageProgress(stage, progress) : null,
        };
        TrainingReport report = new Trainer(objective, own, seed + (ulong)stage.Member) { OtherStagesMB = OtherStagesMB }.Run();
        model.CopyParametersFrom(predictor, model.Prefix(stage.Member));
        return report;
    }

    private sealed class StageProgress(PretrainingStage stage, IProgress<TrainingProgress> progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress.Report(stage.OfAll(value));
    }
}
