using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>All rows that a classifier is trained with, as codes.</summary>
/// <param name="room">For the codes.</param>
/// <param name="coder">Makes the codes.</param>
/// <param name="isMultiLabel">Whether a row has a set of labels, not one class.</param>
internal sealed class ClassificationCorpus(MemoryRoom room, TokenCoder coder, bool isMultiLabel) : IDisposable
{
    // Without the rows that an earlier model has kept.
    private int _newTraining;
    private int _newValidation;

    public EncodedRows Training { get; } = new(room, isMultiLabel);

    public EncodedRows Validation { get; } = new(room, isMultiLabel);

    /// <summary>Texts that only pretraining learns from.</summary>
    public DocumentStore Unlabeled { get; } = new(room);

    /// <summary>Rows that the model has kept which training goes on from; null where there are none.</summary>
    public ReplayRows? Kept { get; private set; }

    /// <summary>Number of rows of both kinds that are kept in a temporary file.</summary>
    public int RowsOnDisk => Training.Documents.OnDisk + Validation.Documents.OnDisk;

    public void Add(LabeledText row, bool isValidation) => (isValidation ? Validation : Training).Add(coder, row);

    public void AddUnlabeled(ReadOnlyMemory<char> text) => Unlabeled.Add(coder.Encode(text.Span));

    /// <summary>Adds the rows that an earlier model has kept, after all new ones.</summary>
    public void AddKept(ReplayRows? kept)
    {
        _newTraining = Training.Documents.Count;
        _newValidation = Validation.Documents.Count;
        Kept = kept;
        kept?.Training.AddTo(Training, kept.Training.WeightBeside(_newTraining));
        kept?.Validation.AddTo(Validation, weight: 1);
    }

    /// <summary>Lets the rows of each class count as the weighting says, beside their own weight.</summary>
    public void Weigh(ClassWeighting weighting, int classes)
    {
        Training.Weigh(weighting, classes);
        Validation.Weigh(weighting, classes);
    }

    /// <summary>Chooses rows to keep for a later training, evenly among all that have been seen.</summary>
    public ReplayRows Choose(int size, ulong seed) =>
        ReplayRows.Choose(size, Kept, Training, _newTraining, Validation, _newValidation, seed);

    /// <inheritdoc cref="RowStore.MoveToFile(long, ReadOnlySpan{RowStore})"/>
    public long MoveRowsToFile(long bytes) => RowStore.MoveToFile(bytes, Training.Documents, Validation.Documents);

    public void Dispose()
    {
        Training.Dispose();
        Validation.Dispose();
        Unlabeled.Dispose();
    }
}
