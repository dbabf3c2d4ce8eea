using ContextMemory.MLNet.Encoders;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Text.WordVectors;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>
/// Trains a classifier: reads the rows once for the vocabulary and once for their codes, then learns from the codes, first the encoder,
/// then the n-grams and how much of both to believe.
/// </summary>
internal sealed class ClassificationTrainer
{
    private const int FewRows = 20_000;
    private const int MembersOfFewRows = 3;

    public required EncoderOptions Encoder { get; init; }

    public required TokenCoderBuilder CoderBuilder { get; init; }

    public WordVectorOptions? WordVectors { get; init; }

    public required TrainingOptions Training { get; init; }

    public required ulong Seed { get; init; }

    public double LabelSmoothing { get; init; }

    /// <summary>The linear part; null leaves the encoder alone.</summary>
    public NGramOptions? NGrams { get; init; }

    public ClassWeighting ClassWeights { get; init; }

    /// <summary>How many encoders are trained side by side; 0 derives it from the number of rows.</summary>
    public int Members { get; init; } = 1;

    /// <param name="rows">The training rows; read twice, and both times the same.</param>
    /// <param name="validationRows">Rows to choose the best epoch by, or null to hold out some of the training rows.</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="InvalidOperationException">There is no row with a label.</exception>
    /// <exception cref="IOException">The file of word vectors cannot be opened.</exception>
    /// <exception cref="InvalidDataException">It is no file of word vectors, or has none for the words of the rows.</exception>
    public (ClassificationModel Model, TrainingReport Report) Train(
        IEnumerable<LabeledText> rows, IEnumerable<LabeledText>? validationRows, int classes)
    {
        using WordVectorStart? vectors = WordVectorStart.Open(WordVectors);
        EncoderOptions encoder = vectors?.Fit(Encoder) ?? Encoder;
        double fraction = validationRows is null ? Training.ValidationFraction : 0;
        bool holdsOut = Count(rows, fraction, out int unlabeled);
        TokenCoder coder = CoderBuilder.Build();
        var training = new EncodedRows();
        var validation = new EncodedRows();
        foreach ((LabeledText row, bool isHeldOut) in HeldOutRows.Mark(rows, Seed, fraction))
        {
            (isHeldOut && holdsOut ? validation : training).Add(coder, row);
        }

        foreach (LabeledText row in validationRows ?? [])
        {
            validation.Add(coder, row);
        }

        training.Weigh(ClassWeights, classes);
        validation.Weigh(ClassWeights, classes);
        int members = Members > 0 ? Members : training.Documents.Count < FewRows ? MembersOfFewRows : 1;
        var model = new ClassificationModel(coder, encoder.For(training.Documents), classes, Kernels.Current, members);
        model.Weights.Initialize(Seed);
        WordVectorCoverage? coverage = vectors?.Load(model, training.Documents, Training.CancellationToken);
        if (coverage is not null)
        {
            model.StartMembersAlike();
        }

        var objective = new ClassificationObjective(model, training, validation, LabelSmoothing);
        TrainingReport report = new Trainer(objective, Training, Seed).Run();
        report = report with { RowsWithoutLabel = unlabeled, WordVectors = coverage };
        using var workers = new Workers(Training.ThreadCount);
        return (model, report with
        {
            ValidationMetrics = new NGramsBeside(model, NGrams, Seed, workers).Add(training, validation, holdsOut),
        });
    }

    /// <summary>Counts the words of the rows to learn from. Returns whether some are held out: few would tell nothing.</summary>
    private bool Count(IEnumerable<LabeledText> rows, double fraction, out int unlabeled)
    {
        int labeled = 0;
        unlabeled = 0;
        var heldOutTexts = new List<string>();
        foreach ((LabeledText row, bool isHeldOut) in HeldOutRows.Mark(rows, Seed, fraction))
        {
            Training.CancellationToken.ThrowIfCancellationRequested();
            if (row.Label < 0)
            {
                unlabeled++;
                continue;
            }

            labeled++;
            if (!isHeldOut)
            {
                CoderBuilder.Add(row.Text.Span);
            }
            else if (heldOutTexts.Count < HeldOutRows.Fewest)
            {
                heldOutTexts.Add(row.Text.ToString());
            }
        }

        if (labeled == 0)
        {
            throw new InvalidOperationException(
                unlabeled == 0
                    ? "The training data has no rows. Pass data with at least one row that has a label."
                    : $"None of the {unlabeled} training rows has a label. Check the label column's name, and that its values are known keys.");
        }

        bool holdsOut = heldOutTexts.Count >= HeldOutRows.Fewest;
        if (!holdsOut)
        {
            heldOutTexts.ForEach(text => CoderBuilder.Add(text));
        }

        return holdsOut;
    }
}
