using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Text.WordVectors;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>Trains a classifier: reads the rows once for the vocabulary and once for their codes, then learns from the codes.</summary>
internal sealed class ClassificationTrainer
{
    public required EncoderOptions Encoder { get; init; }

    public required TokenCoderBuilder CoderBuilder { get; init; }

    public WordVectorOptions? WordVectors { get; init; }

    public required TrainingOptions Training { get; init; }

    public required ulong Seed { get; init; }

    public double LabelSmoothing { get; init; }

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
        int labeled = 0;
        int unlabeled = 0;
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

        var model = new ClassificationModel(CoderBuilder.Build(), encoder, classes, Kernels.Current);
        var training = new EncodedRows();
        var validation = new EncodedRows();
        foreach ((LabeledText row, bool isHeldOut) in HeldOutRows.Mark(rows, Seed, fraction))
        {
            Add(row, isHeldOut && holdsOut ? validation : training);
        }

        foreach (LabeledText row in validationRows ?? [])
        {
            Add(row, validation);
        }

        model.Weights.Initialize(Seed);
        WordVectorCoverage? coverage = vectors?.Load(model, training.Documents, Training.CancellationToken);
        var objective = new ClassificationObjective(model, training, validation, LabelSmoothing);
        TrainingReport report = new Trainer(objective, Training, Seed).Run();
        return (model, report with { RowsWithoutLabel = unlabeled, WordVectors = coverage });

        void Add(LabeledText row, EncodedRows target)
        {
            if (row.Label >= 0)
            {
                target.Add(model.Encode(row.Text.Span), row.Label);
            }
        }
    }
}
