namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>All values that training an entity extractor uses: what options left open has been derived from the rows and the effort.</summary>
/// <param name="Effort">How much time it may cost.</param>
/// <param name="Encoder">Of the words.</param>
/// <param name="Training">Of the training.</param>
internal sealed record EntityRecipe(Effort Effort, EncoderOptions Encoder, TrainingOptions Training)
{
    private const int MostEpochs = 120;

    // On held-out rows of four sets, cut down to 20, 100 and 500 sentences, fewer steps find less and more find no more.
    private const int StepsOfBest = 1_200;
    private const int FewestOfBest = 20;

    private const int StepsOfLess = 400;
    private const int FewestOfBalanced = 5;
    private const int FewestOfFast = 2;

    private static readonly EncoderDefaults Small = new() { EmbeddingSize = 64, HiddenSize = 64 };

    // Of what stands above a pretrained transformer, which learns it in few epochs. On held-out rows of wikigold.
    private const double RateOverTransformer = 4e-3;
    private const int FewestOverTransformer = 8;

    // Of few steps. On held-out rows of three sets twice the rate that attention bears finds as much or more.
    private static readonly TrainingOptions LargeSteps = new() { LearningRate = 8e-3 };
    private static readonly TrainingOptions LargeStepsOfBlocks = new() { LearningRate = 4e-3 };

    /// <summary>The encoder, which does not depend on the rows.</summary>
    /// <param name="options">What the options say.</param>
    /// <param name="effort">How much time training may cost.</param>
    public static EncoderOptions EncoderFor(EncoderOptions options, Effort effort) =>
        (effort == Effort.Fast ? options.Reduce(Small) : options).ForExtraction();

    /// <summary>What reads a transformer's vectors of tokens beside those that it learns itself.</summary>
    public static EncoderOptions EncoderOver(PretrainedOptions transformer)
    {
        var usual = new LstmOptions();
        return usual with { EmbeddingSize = usual.EmbeddingSize + transformer.EmbeddingSize, SegmentLength = transformer.SegmentLength };
    }

    /// <summary>An encoder without a memory over a transformer's segments: what reads the words hands on from segment to segment.</summary>
    public static EncoderOptions WithoutMemory(EncoderOptions encoder) => encoder is PretrainedOptions transformer ? transformer with { Memory = null } : encoder;

    /// <summary>Options with the step size of what stands above a pretrained transformer, unless one is given.</summary>
    public static TrainingOptions OverTransformer(TrainingOptions options) =>
        options.LearningRate > 0 ? options : options with { LearningRate = RateOverTransformer };

    /// <param name="encoder">That of <see cref="EncoderFor"/>.</param>
    /// <param name="options">Epochs and a batch size of 0 are derived.</param>
    /// <param name="rows">Number of training rows.</param>
    /// <param name="isOverTransformer">Whether the encoder reads what a pretrained transformer has read.</param>
    public static EntityRecipe Resolve(EncoderOptions encoder, TrainingOptions options, int rows, bool isOverTransformer = false)
    {
        options = isOverTransformer ? OverTransformer(options) : options;
        TrainingOptions large = options.Over(encoder.HasBlocks ? LargeStepsOfBlocks : LargeSteps);
        (TrainingOptions steps, int least, int fewest) = options.Effort switch
        {
            Effort.Fast => (large, StepsOfLess, FewestOfFast),
            Effort.Balanced => (large, StepsOfLess, isOverTransformer ? FewestOverTransformer : FewestOfBalanced),
            _ => (options, StepsOfBest, FewestOfBest),
        };
        int epochs = steps.Epochs > 0 ? steps.Epochs : DeriveEpochs(rows, steps.For(rows).BatchSize, least, fewest);
        return new EntityRecipe(options.Effort, encoder, (steps with { Epochs = epochs }).For(rows));
    }

    /// <summary>For the report.</summary>
    public TrainingRecipe Describe() => new()
    {
        Effort = Effort,
        Settings = new Dictionary<string, string>([.. TrainingRecipe.SettingsOf(Encoder), .. TrainingRecipe.SettingsOf(Training)]),
        Next = Effort == Effort.Best ? null : "The next effort reads the rows about four times as often.",
    };

    /// <summary>Rows may be sentences or documents, and a step takes few or many of them: what counts is how many steps are taken.</summary>
    internal static int DeriveEpochs(int rows, int batchSize, int leastSteps = StepsOfBest, int fewest = FewestOfBest)
    {
        int steps = Math.Max(1, (rows + batchSize - 1) / batchSize);
        return Math.Clamp((leastSteps + steps - 1) / steps, fewest, MostEpochs);
    }
}
