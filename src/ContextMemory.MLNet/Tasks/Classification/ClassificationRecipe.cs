using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;
using static System.FormattableString;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>All values that training a classifier uses: what options left open has been derived from the rows and the effort.</summary>
/// <param name="Effort">How much time it may cost.</param>
/// <param name="Members">Number of encoders; 0 leaves the linear part alone.</param>
/// <param name="Encoder">Of each.</param>
/// <param name="Training">Of the labels.</param>
/// <param name="PretrainingEpochs">Epochs of learning from the texts before, of each encoder.</param>
/// <param name="Pretraining">Of these.</param>
/// <param name="AdversarialEpsilon">How far token vectors are moved when a batch is learned from once more; 0 leaves that out.</param>
internal sealed record ClassificationRecipe(
    Effort Effort,
    int Members,
    EncoderOptions Encoder,
    TrainingOptions Training,
    int PretrainingEpochs,
    TrainingOptions Pretraining,
    double AdversarialEpsilon)
{
    // The move of a document falls on few of its words, and is a share of all of its vectors: the longer it is, the further those are moved.
    private const double EpsilonOfShortDocuments = 0.2;
    private const double EpsilonOfLongDocuments = 0.1;

    // Tokens that all epochs of pretraining read together: more often of a small text, once of a large one.
    private const long TokensOfPretraining = 4_000_000;
    private const int MostPretrainingEpochs = 10;
    private const long TokensOfShortPretraining = 250_000;
    private const int MostOfShortPretraining = 5;

    private const int LongestDerivedHorizon = 16;

    // As measured on eight data sets: see tests/Benchmarks/results/effort.md.
    private const string NextOfFast = "Balanced adds an encoder: on eight data sets it took 1.4 to 12 times as long.";
    private const string NextOfBalanced = "Best trains more and larger encoders, with pretraining and adversarial training where they help: 2 to 9 times as long on eight data sets.";

    private const string NextOfTransformer = "Balanced reads the rows about three times as often.";

    // Chosen on held-out rows: see tests/Benchmarks/results/effort.md. Adversarial steps take twice as long, and less often is enough.
    private const int RowsToRead = 40_000;
    private const int RowsToReadTwice = 32_000;

    // A transformer knows the language: it needs few epochs. See tests/Benchmarks/results/pretrained.md.
    private static readonly Reading OfTransformer = new(RowsToRead: 20_000, FewestEpochs: 2, MostEpochs: 10, PretrainedOptions.UsualRateOfNewLayers);
    private static readonly Reading OfTransformerFast = OfTransformer with { RowsToRead = 6_000, FewestEpochs = 1, MostEpochs = 4 };

    // Attention learns nothing with large steps.
    private const double RateOfBlocks = 0.004;
    private const double Rate = 0.01;

    /// <param name="effort">How much time training may cost.</param>
    /// <param name="choices">What the options say.</param>
    /// <param name="rows">What is learned from.</param>
    /// <param name="unlabeled">Further texts for pretraining.</param>
    public static ClassificationRecipe Resolve(Effort effort, ClassificationChoices choices, RowStatistics rows, DocumentStore unlabeled)
    {
        EncoderChoice encoder = EncoderChoice.For(effort, choices, rows);
        int examples = rows.Rows + (rows.AreHeldOut && encoder.Members > 1 ? rows.ValidationRows : 0);
        bool isLean = effort != Effort.Best && choices.ContinueFrom is null;
        int pretrainingEpochs = !choices.MayPretrain ? 0 : choices.PretrainingEpochs ?? (isLean && unlabeled.Count == 0
            ? DeriveShortPretraining(effort, rows)
            : DerivePretraining(rows, unlabeled));
        double epsilon = choices.AdversarialEpsilon ?? (choices.IsTransformer || (isLean && effort == Effort.Fast) ? 0 : DeriveEpsilon(rows));
        var reading = new Reading(
            epsilon > 0 ? RowsToReadTwice : RowsToRead, FewestEpochs: 2, MostEpochs: 12, encoder.Options.HasBlocks ? RateOfBlocks : Rate);
        TrainingOptions training = choices.IsTransformer ? choices.Training.For(examples, effort == Effort.Fast ? OfTransformerFast : OfTransformer) : isLean ? choices.Training.For(examples, reading) : choices.Training.ForWholeTexts().For(examples);
        return new ClassificationRecipe(
            effort,
            encoder.Members,
            encoder.Options,
            training with { Horizon = training.Horizon > 0 ? training.Horizon : DeriveHorizon(encoder.Options, rows) },
            encoder.Members == 0 ? 0 : pretrainingEpochs,
            (choices.Training with { Epochs = pretrainingEpochs, LearningRate = TrainingOptions.LargeLearningRate }).For(rows.Rows + unlabeled.Count),
            epsilon);
    }

    /// <summary>For the report.</summary>
    public TrainingRecipe Describe() => new()
    {
        Effort = Effort,
        Settings = new Dictionary<string, string>([new("Members", Invariant($"{Members}")), .. Members == 0 ? [] : SettingsOfEncoders()]),
        Next = Encoder is PretrainedOptions ? Effort == Effort.Fast ? NextOfTransformer : null : Effort switch
        {
            Effort.Fast => NextOfFast,
            Effort.Balanced => NextOfBalanced,
            _ => null,
        },
    };

    private IEnumerable<KeyValuePair<string, string>> SettingsOfEncoders() =>
    [
        .. TrainingRecipe.SettingsOf(Encoder),
        new("Encoder.SegmentLength", Invariant($"{Encoder.SegmentLength}")),
        .. TrainingRecipe.SettingsOf(Training),
        new("Training.Horizon", Invariant($"{Training.Horizon}")),
        new("PretrainingEpochs", Invariant($"{PretrainingEpochs}")),
        new("AdversarialEpsilon", Invariant($"{AdversarialEpsilon}")),
    ];

    /// <summary>As many segments as most documents have.</summary>
    private static int DeriveHorizon(EncoderOptions encoder, RowStatistics rows)
    {
        int segmentLength = MemberSpec.InSegments(encoder).SegmentLength;
        return Math.Clamp((rows.UsualLength + segmentLength - 1) / segmentLength, 1, LongestDerivedHorizon);
    }

    private static double DeriveEpsilon(RowStatistics rows) =>
        !rows.HasFewRows || !rows.HasRareWords ? 0 : rows.AreLong ? EpsilonOfLongDocuments : EpsilonOfShortDocuments;

    /// <summary>A few epochs where the texts are so few and so short that these take seconds.</summary>
    private static int DeriveShortPretraining(Effort effort, RowStatistics rows) =>
        effort == Effort.Balanced && rows.AreFewAndShort ? (int)Math.Min(TokensOfShortPretraining / Math.Max(1, rows.Tokens), MostOfShortPretraining) : 0;

    /// <summary>
    /// Epochs that are worth their time: none where a few words are all there is, as in formulas, and where there are many rows, whose
    /// labels tell what there is to learn.
    /// </summary>
    private static int DerivePretraining(RowStatistics rows, DocumentStore unlabeled)
    {
        if (!rows.HasFewRows && unlabeled.Count == 0)
        {
            return 0;
        }

        long tokens = rows.Tokens + TokenCodes.CountTokens(unlabeled);
        return rows.AreRare(tokens) ? (int)Math.Clamp(TokensOfPretraining / Math.Max(1, tokens), 1, MostPretrainingEpochs) : 0;
    }
}
