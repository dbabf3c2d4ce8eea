using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>
/// The rows of a training, and which encoder learns from which of them. Held-out rows, where several encoders are trained, are hidden
/// from one encoder each in turn: nearly all rows are learned from, and there is still an encoder for every held-out row that has not
/// seen it (out-of-fold prediction, Wolpert 1992, "Stacked generalization").
/// </summary>
/// <param name="training">All encoders learn from these.</param>
/// <param name="validation">To measure by.</param>
/// <param name="folds">How many encoders take turns at not learning from a validation row; 0 where none learns from any.</param>
internal sealed class RowsToLearn(EncodedRows training, EncodedRows validation, int folds = 0)
{
    public RowsToLearn(EncodedRows training)
        : this(training, new EncodedRows())
    {
    }

    public EncodedRows Training => training;

    public EncodedRows Validation => validation;

    public int Folds => folds;

    public int Count => training.Documents.Count + (folds > 0 ? validation.Documents.Count : 0);

    /// <summary>Where a row is kept: one of the two, and its number there.</summary>
    public (EncodedRows Rows, int Row) Find(int example) =>
        IsHeldOut(example) ? (validation, example - training.Documents.Count) : (training, example);

    public ReadOnlySpan<int> Labels(int example)
    {
        (EncodedRows rows, int row) = Find(example);
        return rows.LabelsOf(row);
    }

    public float Weight(int example)
    {
        (EncodedRows rows, int row) = Find(example);
        return rows.Weights[row];
    }

    /// <summary>The share of the encoders that learn from a row.</summary>
    public double LearningShare(int example) => IsHeldOut(example) ? (folds - 1.0) / folds : 1;

    public bool IsHiddenFrom(int member, int example) => IsHeldOut(example) && Fold(example - training.Documents.Count) == member;

    /// <summary>
    /// The logits of some validation rows, [rows x classes]: of each as the encoder gives them that it was hidden from, or the mean of all
    /// encoders where it was hidden from all.
    /// </summary>
    /// <param name="rows">Their numbers among the validation rows.</param>
    /// <param name="model">It is measured.</param>
    /// <param name="threads">At work at once, at most.</param>
    /// <param name="watch">Counts the rows.</param>
    /// <exception cref="OperationCanceledException">The stage that is watched is cancelled.</exception>
    public float[] Validate(int[] rows, EncoderEnsemble model, int threads, StageWatch watch)
    {
        int classes = model.ClassCount;
        var logits = new float[checked(rows.Length * classes)];
        if (folds == 0)
        {
            model.Run(new DocumentSelection(validation.Documents, rows), logits, threads, watch);
            return logits;
        }

        for (int member = 0; member < folds; member++)
        {
            int[] places = [.. Enumerable.Range(0, rows.Length).Where(place => Fold(rows[place]) == member)];
            var documents = new DocumentSelection(validation.Documents, [.. places.Select(place => rows[place])]);
            var found = new float[places.Length * classes];
            model.RunMember(member, documents, found, threads, watch);
            for (int i = 0; i < places.Length; i++)
            {
                found.AsSpan(i * classes, classes).CopyTo(logits.AsSpan(places[i] * classes));
            }
        }

        return logits;
    }

    private bool IsHeldOut(int example) => example >= training.Documents.Count;

    private int Fold(int validationRow) => validationRow % folds;
}
