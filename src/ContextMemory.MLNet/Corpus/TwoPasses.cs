using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Corpus;

/// <summary>
/// The passes of a training over its rows: the first counts what is in them, the second encodes them. Both read the same rows in the same order, report their
/// stage, end where training is cancelled, and say which rows are held out.
/// </summary>
/// <param name="rows">The training rows; read twice, and both times the same.</param>
/// <param name="validationRows">Rows to choose the best epoch by, or null to hold out some of the training rows.</param>
/// <param name="options">Of the training.</param>
/// <param name="seed">Decides which rows are held out.</param>
/// <param name="rowCount">How many training rows there are; null where that is not known before they have been read.</param>
internal sealed class TwoPasses<TRow>(
    IEnumerable<TRow> rows, IEnumerable<TRow>? validationRows, TrainingOptions options, ulong seed, long? rowCount)
{
    private readonly double _fraction = validationRows is null ? options.ValidationFraction : 0;
    private bool _holdsOut = true;
    private long _count;

    /// <summary>Rows that are read after the training rows, and never held out.</summary>
    public IEnumerable<TRow> FurtherRows { get; init; } = [];

    /// <summary>Number of <see cref="FurtherRows"/>, known after the first pass.</summary>
    public int FurtherCount { get; private set; }

    /// <summary>The first pass: each row, and whether it may be held out.</summary>
    public IEnumerable<(TRow Row, bool IsHeldOut)> First()
    {
        var watch = new StageWatch(TrainingStage.CountingWords, options, rowCount);
        foreach ((TRow Row, bool IsHeldOut) marked in HeldOutRows.Mark(rows, seed, _fraction))
        {
            Note();
            yield return marked;
        }

        foreach (TRow row in FurtherRows)
        {
            Note();
            FurtherCount++;
            yield return (row, false);
        }

        watch.Finish();

        void Note()
        {
            watch.Add();
            _count++;
        }
    }

    /// <summary>The first pass where the words of rows that are held out do not count.</summary>
    /// <param name="isLearned">Whether there is anything to learn from a row; asked once for each.</param>
    /// <param name="addWords">Counts the words of a row.</param>
    public void Count(Func<TRow, bool> isLearned, Action<TRow> addWords)
    {
        var heldOut = new List<TRow>();
        foreach ((TRow row, bool isHeldOut) in First().Where(marked => isLearned(marked.Row)))
        {
            if (!isHeldOut)
            {
                addWords(row);
            }
            else if (heldOut.Count < HeldOutRows.Fewest)
            {
                heldOut.Add(row);
            }
        }

        if (!HoldOut(heldOut.Count))
        {
            heldOut.ForEach(addWords);
        }
    }

    /// <summary>Decides whether the second pass holds rows out: not so few. Undecided, it does.</summary>
    public bool HoldOut(int count) => _holdsOut = count >= HeldOutRows.Fewest;

    /// <summary>The second pass: each row, and whether it is for validation. The validation rows come last.</summary>
    public IEnumerable<(TRow Row, bool IsValidation)> Second()
    {
        var watch = new StageWatch(TrainingStage.EncodingRows, options, validationRows is null ? _count : null);
        foreach ((TRow Row, bool IsValidation) marked in HeldOutRows.Mark(rows, seed, _fraction)
            .Select(marked => (marked.Row, marked.IsHeldOut && _holdsOut))
            .Concat(FurtherRows.Select(row => (row, false)))
            .Concat((validationRows ?? []).Select(row => (row, true))))
        {
            watch.Add();
            yield return marked;
        }

        watch.Finish();
    }
}
