using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet;

/// <summary>How a model is trained.</summary>
/// <remarks>
/// The options of a task have defaults of their own for some of these values; what is not set here is as it is there. So
/// <c>new ContextMemoryClassifierOptions { Training = new() { Epochs = 5 } }</c> still averages weights over an epoch.
/// </remarks>
public sealed record TrainingOptions
{
    private static readonly TimeSpan LongestBudget = TimeSpan.FromDays(365);

    private const int FewRows = 2_000;

    // Of few rows and, on held-out rows, of all tasks that tell something of whole texts.
    internal const double LargeLearningRate = 4e-3;

    /// <summary>
    /// How much time training may cost. It chooses the epochs and the step size, and for classifiers the number and size of the encoders,
    /// pretraining and adversarial training; what is set by itself, here or elsewhere, still wins.
    /// </summary>
    /// <value>The default is <see cref="Effort.Balanced"/>. <see cref="TrainingReport.Recipe"/> tells what came of it.</value>
    public Effort Effort
    {
        get => EffortSetting.Value;
        init => EffortSetting = value;
    }

    /// <summary>
    /// The time that training may take, about, from the first row that is read to the model. Of the efforts, and of the epochs, the most is
    /// chosen that fits, as measured by a few steps on this machine, and no more than <see cref="Effort"/> where that is set. Another machine, or another
    /// load, may choose otherwise: the same seed gives the same model only without it.
    /// </summary>
    /// <value>Above 0, at most 365 days; the default null sets no bound.</value>
    public TimeSpan? TimeBudget { get; init; }

    /// <summary>Passes over the training rows, at most: <see cref="Patience"/> may end training earlier.</summary>
    /// <value>
    /// 0 to 10,000. The default 0 derives it from the rows and the effort. With <see cref="Effort.Best"/> about 60,000 rows are read in 4 to
    /// 12 epochs, with <see cref="Effort.Balanced"/> about 40,000 (32,000 with adversarial steps) in 2 to 12 by a classifier and 20,000 by an encoder. An entity extractor takes
    /// about 1,200 steps in 20 to 120 epochs, or 400 in 5 or more; a summarizer reads its documents 8 or 4 times. <see cref="Effort.Fast"/> reads less.
    /// <see cref="TrainingReport.Options"/> tells what came of it.
    /// </value>
    public int Epochs
    {
        get => EpochsSetting.Value;
        init => EpochsSetting = value;
    }

    /// <summary>Rows of one optimizer step.</summary>
    /// <value>0 to 65,536. The default 0 derives it from the rows: 16 below 2,000 rows, else 32.</value>
    public int BatchSize
    {
        get => BatchSizeSetting.Value;
        init => BatchSizeSetting = value;
    }

    /// <summary>The optimizer's largest step size: reached after <see cref="WarmupShare"/> of all steps, then falling in a line to zero.</summary>
    /// <value>
    /// 0 to 1. The default 0 derives it. With <see cref="Effort.Best"/> it is 0.004 for classifiers and encoders, and below 2,000 rows, else 0.002;
    /// less effort takes larger steps: 0.01 for classifiers, 0.008 for entity extractors (both 0.004 with attention or a key-value memory), 0.004 to
    /// 0.008 for other tasks.
    /// </value>
    public double LearningRate
    {
        get => LearningRateSetting.Value;
        init => LearningRateSetting = value;
    }

    /// <summary>Share of all steps in which the step size rises from zero.</summary>
    /// <value>0 to 1; the default is 0.05.</value>
    public double WarmupShare { get; init; } = 0.05;

    /// <summary>Decoupled decay of the weights of products (Loshchilov and Hutter 2019).</summary>
    /// <value>0 to 1; the default is 0.01.</value>
    public double WeightDecay { get; init; } = 0.01;

    /// <summary>A gradient longer than this is shortened to it (Pascanu 2013).</summary>
    /// <value>Above 0, at most 1,000,000; the default is 1.</value>
    public double GradientNorm { get; init; } = 1;

    /// <summary>
    /// Through how many segments of a long document gradients flow back (truncated backpropagation through time, Williams 1990): what stands in
    /// one of them can be learned from what another needs of it. For classifiers and for encoders that learn from a label; entities, sentences and
    /// predicted tokens need what is near.
    /// </summary>
    /// <value>
    /// 0 to 1,024. The default 0 derives it: as many as 19 of 20 training documents have, at most 16. Beyond, each further segment costs what
    /// the encoder hands on from one to the next, and longer documents are read once more.
    /// </value>
    public int Horizon { get; init; }

    /// <summary>Share of the training rows held out to choose the best epoch, where no validation data is given. Too few rows for that to mean something (below 20 held out): none are.</summary>
    /// <value>0 to 0.5; the default is 0.1. 0 trains on all rows for all epochs.</value>
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>Epochs without a better validation result after which training ends. The best epoch's weights are what is returned.</summary>
    /// <value>1 to 10,000; the default is 3.</value>
    public int Patience
    {
        get => PatienceSetting.Value;
        init => PatienceSetting = value;
    }

    /// <summary>
    /// Over about how many epochs back the weights are averaged (Polyak and Juditsky 1992; Tarvainen and Valpola 2017). The average
    /// is what is validated and returned; training itself goes on from the plain weights.
    /// </summary>
    /// <value>0 to 1,000; the default 0 takes the plain weights. 1 is a good first try.</value>
    public double AverageEpochs
    {
        get => AverageEpochsSetting.Value;
        init => AverageEpochsSetting = value;
    }

    /// <summary>
    /// The memory that the process may take, about, in MiB. What the model and its optimizer leave of it is for the training rows; those
    /// that do not fit are kept in a temporary file and read from there, which changes the speed and not the model. A classifier
    /// counts its n-grams in a quarter of this memory: should there be more of them, the rarest are forgotten. What does
    /// not fit even so is refused before training.
    /// </summary>
    /// <value>0 or 64 to 100,000,000; the default 0 keeps all rows in memory.</value>
    public int MaxMemoryMB { get; init; }

    /// <summary>Threads to work with. The result is bitwise the same for any number.</summary>
    /// <value>0 to 1,024; the default 0 takes all processors.</value>
    public int Threads { get; init; }

    /// <summary>Where all randomness comes from. The same seed and data give the same model.</summary>
    /// <value>The default null takes the seed of the MLContext, or 1 where it has none.</value>
    public int? Seed { get; init; }

    /// <summary>
    /// Told about every stage of the training when it begins, several times a second while it is at work and when it ends, and about
    /// every epoch: <see cref="TrainingProgress.Stage"/> says which. Called from the training thread.
    /// </summary>
    /// <value>The default is null.</value>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>
    /// A file that gets a line for each finished epoch, but those of pretraining: a JSON object with <c>epoch</c>, <c>epochs</c>, <c>training_loss</c>,
    /// <c>validation_loss</c>, <c>validation_metric</c>, <c>is_best</c>, <c>tokens_per_second</c>, <c>peak_memory_mb</c>,
    /// <c>elapsed_seconds</c> and <c>remaining_seconds</c>. A file that is there is replaced.
    /// </summary>
    /// <value>The default null writes none.</value>
    public string? LogPath { get; init; }

    /// <summary>
    /// A file that holds the state of the training: it is written after every epoch, every <see cref="CheckpointMinutes"/> and when
    /// training is cancelled. Where it is there, training goes on from it, and the model becomes bit for bit what it would have become
    /// without the interruption. One made by other data, options, seed or version is refused. One made under another kernel or on another kind of
    /// processor is gone on from, but rounding differs: the log says so, and <see cref="TrainingReport.Kernels"/> has both. While it is in use, a file
    /// with ".lock" behind its name says by whom, and another training that wants it is refused. It is left when training is done:
    /// delete it when the model has been saved. Where a classifier is pretrained, further files hold the state of that, with
    /// ".pretraining1" behind the name for the first encoder, and so on.
    /// </summary>
    /// <value>The default null writes none.</value>
    public string? CheckpointPath { get; init; }

    /// <summary>Minutes between two checkpoints within an epoch.</summary>
    /// <value>0 to 10,000; the default is 10. 0 writes one after every step.</value>
    public double CheckpointMinutes { get; init; } = 10;

    /// <summary>
    /// Ends training in whatever stage it is, within a second as a rule; the best model so far is returned, and
    /// <see cref="TrainingReport.CancelledIn"/> tells the stage. Before the first epoch begins there is none:
    /// <see cref="OperationCanceledException"/> is thrown while rows or word vectors are read.
    /// </summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>What computes the steps. Models, reports and checkpoints are the same kind of files with any engine.</summary>
    /// <value>The default is <see cref="TrainingEngine.Managed"/>.</value>
    public TrainingEngine Engine { get; init; } = TrainingEngine.Managed;

    /// <summary>Where the state of the pretraining of one encoder is held: beside that of the training, and as long.</summary>
    internal string? PretrainingCheckpointPath(int member) => CheckpointPath is null ? null : $"{CheckpointPath}.pretraining{member + 1}";

    /// <summary>Where rows are kept that find no room in memory; null for the system's folder of temporary files.</summary>
    internal string? TemporaryFolder { get; init; }

    /// <summary>The most that a <see cref="TimeBudget"/> may choose.</summary>
    internal Effort MostEffort => EffortSetting.IsSet ? Effort : Effort.Best;

    private Setting<Effort> EffortSetting { get; init; } = Setting<Effort>.Default(Effort.Balanced);

    private Setting<int> EpochsSetting { get; init; } = Setting<int>.Default(0);

    private Setting<int> BatchSizeSetting { get; init; } = Setting<int>.Default(0);

    private Setting<double> LearningRateSetting { get; init; } = Setting<double>.Default(0);

    private Setting<int> PatienceSetting { get; init; } = Setting<int>.Default(3);

    private Setting<double> AverageEpochsSetting { get; init; } = Setting<double>.Default(0);

    internal int ThreadCount => Threads == 0 ? Environment.ProcessorCount : Threads;

    /// <summary>These options with what is not set taken from others, where those set it.</summary>
    internal TrainingOptions Over(TrainingOptions defaults) => this with
    {
        EpochsSetting = EpochsSetting.Over(defaults.EpochsSetting),
        BatchSizeSetting = BatchSizeSetting.Over(defaults.BatchSizeSetting),
        LearningRateSetting = LearningRateSetting.Over(defaults.LearningRateSetting),
        PatienceSetting = PatienceSetting.Over(defaults.PatienceSetting),
        AverageEpochsSetting = AverageEpochsSetting.Over(defaults.AverageEpochsSetting),
    };

    /// <summary>These options with the learning rate of tasks that tell something of whole texts, unless one is given.</summary>
    internal TrainingOptions ForWholeTexts() => LearningRate > 0 ? this : this with { LearningRate = LargeLearningRate };

    /// <summary>These options with what is 0 derived from the number of training rows.</summary>
    internal TrainingOptions For(int rows) => For(rows, rows < FewRows ? Reading.OfFewRows : Reading.Usual);

    /// <summary>These options with what is 0 derived from the number of training rows.</summary>
    /// <param name="rows">Number of training rows.</param>
    /// <param name="reading">How often they are read, and how large the steps are.</param>
    internal TrainingOptions For(int rows, Reading reading) => this with
    {
        Epochs = Epochs > 0 ? Epochs : reading.EpochsFor(rows),
        BatchSize = BatchSize > 0 ? BatchSize : rows < FewRows ? 16 : 32,
        LearningRate = LearningRate > 0 ? LearningRate : reading.LearningRate,
    };

    internal void Validate(OptionFaults faults)
    {
        faults.Defined(nameof(Effort), Effort, "use Balanced");
        faults.Check(Engine is not null, nameof(Engine), "null", "an engine", $"use {nameof(TrainingEngine)}.{nameof(TrainingEngine.Managed)}");
        faults.Inside(nameof(Engine), inner => Engine?.Validate(inner));
        faults.Check(
            TimeBudget is not { } budget || (budget > TimeSpan.Zero && budget <= LongestBudget),
            nameof(TimeBudget),
            $"{TimeBudget}",
            "above 0, at most 365 days, or null",
            "null sets no bound");
        faults.Check(
            TimeBudget is null || CheckpointPath is null,
            nameof(TimeBudget),
            $"{TimeBudget}",
            $"null where {nameof(CheckpointPath)} is given",
            "what a budget chooses differs from run to run: name an Effort instead");
        faults.Range(nameof(Epochs), Epochs, 0, 10_000, "0 derives it from the data");
        faults.Range(nameof(BatchSize), BatchSize, 0, 65_536, "0 derives it from the data");
        faults.Range(nameof(LearningRate), LearningRate, 0, 1, "0 derives it from the data");
        faults.Range(nameof(WarmupShare), WarmupShare, 0, 1, "0.05 is usual");
        faults.Range(nameof(WeightDecay), WeightDecay, 0, 1, "0.01 is usual, 0 turns it off");
        faults.Check(
            GradientNorm is > 0 and <= 1e6,
            nameof(GradientNorm),
            GradientNorm.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "above 0, at most 1000000",
            "1 is usual");
        faults.Range(nameof(Horizon), Horizon, 0, 1_024, "0 derives it from the data");
        faults.Range(nameof(ValidationFraction), ValidationFraction, 0, 0.5, "0.1 is usual, 0 holds nothing out");
        faults.Range(nameof(Patience), Patience, 1, 10_000, "3 is usual");
        faults.Range(nameof(AverageEpochs), AverageEpochs, 0, 1_000, "1 is a good first try, 0 turns it off");
        faults.Check(
            MaxMemoryMB is 0 or (>= 64 and <= 100_000_000),
            nameof(MaxMemoryMB),
            MaxMemoryMB.ToString(System.Globalization.CultureInfo.InvariantCulture),
            "0 or 64 to 100000000",
            "0 keeps all rows in memory");
        faults.Range(nameof(Threads), Threads, 0, 1_024, "0 takes all processors");
        faults.Check(CheckpointPath != "", nameof(CheckpointPath), "empty", "null or the name of a file", "null writes no checkpoint");
        faults.Range(nameof(CheckpointMinutes), CheckpointMinutes, 0, 10_000, "10 is usual");
        faults.Check(
            LogPath is not { Length: > 0 } || CheckpointPath is not { Length: > 0 } || Path.GetFullPath(LogPath) != Path.GetFullPath(CheckpointPath),
            nameof(LogPath),
            "that of the checkpoint",
            "another file",
            "each would overwrite the other");
        faults.Check(LogPath != "", nameof(LogPath), "empty", "null or the name of a file", "null writes no log");
    }

    internal LearnerOptions ForLearner(ulong seed) => new()
    {
        BatchSize = BatchSize,
        Seed = seed,
        WeightDecay = WeightDecay,
        GradientNorm = GradientNorm,
        CancellationToken = CancellationToken,
    };

    /// <summary>Adds what decides the weights: threads, files and listeners do not.</summary>
    internal void Identify(TrainingIdentity identity)
    {
        identity.Add("engine", Engine.Name);
        identity.Add(nameof(Epochs), Epochs);
        identity.Add(nameof(BatchSize), BatchSize);
        identity.Add(nameof(LearningRate), LearningRate);
        identity.Add(nameof(WarmupShare), WarmupShare);
        identity.Add(nameof(WeightDecay), WeightDecay);
        identity.Add(nameof(GradientNorm), GradientNorm);
        identity.Add(nameof(Horizon), Horizon);
        identity.Add(nameof(Patience), Patience);
        identity.Add(nameof(AverageEpochs), AverageEpochs);
    }
}
