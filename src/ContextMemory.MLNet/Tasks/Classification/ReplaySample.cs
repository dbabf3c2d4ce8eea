using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>Some rows that stand for many.</summary>
/// <param name="Documents">The codes of each.</param>
/// <param name="Labels">The class of each.</param>
/// <param name="StandsFor">How many rows they were chosen from, in all trainings.</param>
internal sealed record ReplaySample(IReadOnlyList<int[]> Documents, IReadOnlyList<int> Labels, long StandsFor)
{
    private const int MostOldPerNew = 8;

    /// <summary>Whether these are all of the rows.</summary>
    public bool IsWhole => Documents.Count == StandsFor;

    /// <summary>
    /// Chooses evenly among all rows ever seen: as many of the old sample as its share of them, the others from the first
    /// <paramref name="newCount"/> of <paramref name="rows"/>.
    /// </summary>
    public static ReplaySample Choose(int size, ReplaySample? old, EncodedRows rows, int newCount, RandomStream random)
    {
        long standsFor = (old?.StandsFor ?? 0) + newCount;
        int oldCount = old is null ? 0 : (int)Math.Min(old.Documents.Count, Math.Round((double)size * old.StandsFor / Math.Max(standsFor, 1)));
        var documents = new List<int[]>();
        var labels = new List<int>();
        foreach (int row in Some(old?.Documents.Count ?? 0, oldCount, random))
        {
            documents.Add(old!.Documents[row]);
            labels.Add(old.Labels[row]);
        }

        foreach (int row in Some(newCount, Math.Min(newCount, size - oldCount), random))
        {
            documents.Add(rows.Documents[row]);
            labels.Add(rows.Labels[row].Class);
        }

        return new ReplaySample(documents, labels, standsFor);
    }

    /// <summary>
    /// How much each row counts beside so many new ones: as much as the rows it was chosen from, so that old classes stay as frequent as
    /// they were; but all of them at most <see cref="MostOldPerNew"/> times as much as the new ones, or as much as a row each.
    /// </summary>
    public float WeightBeside(int newRows) =>
        Documents.Count == 0 ? 0 : Math.Max(1, (float)Math.Min(StandsFor, (long)MostOldPerNew * newRows) / Documents.Count);

    public void AddTo(EncodedRows rows, float weight)
    {
        for (int row = 0; row < Documents.Count; row++)
        {
            rows.Add(Documents[row], Labels[row], weight);
        }
    }

    /// <inheritdoc cref="ReplayRows.In"/>
    public ReplaySample In(GrownCodes codes) => this with { Documents = [.. Documents.Select(document => codes.Of(document))] };

    /// <summary>So many of the numbers from 0 on, each of them equally likely, in ascending order.</summary>
    private static int[] Some(int count, int chosen, RandomStream random)
    {
        int[] numbers = [.. Enumerable.Range(0, count)];
        random.Shuffle<int>(numbers);
        Array.Resize(ref numbers, chosen);
        Array.Sort(numbers);
        return numbers;
    }
}
