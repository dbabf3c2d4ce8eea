namespace ContextMemory.MLNet.Text.Pretrained;

/// <summary>The merges of byte-pair encoding: which two neighbours become one piece, and which first.</summary>
internal sealed class MergeTable
{
    // A shorter word is looked through for each merge; a longer one has its merges in a queue.
    private const int Short = 64;

    private readonly Dictionary<(int Left, int Right), (int Rank, int Merged)> _merges;

    /// <param name="merges">Left, right and merged id, the first merge first. Of equal pairs the last counts, as in the reference.</param>
    public MergeTable(IReadOnlyList<(int Left, int Right, int Merged)> merges)
    {
        Merges = merges;
        _merges = new Dictionary<(int, int), (int, int)>(merges.Count);
        for (int rank = 0; rank < merges.Count; rank++)
        {
            _merges[(merges[rank].Left, merges[rank].Right)] = (rank, merges[rank].Merged);
        }
    }

    public IReadOnlyList<(int Left, int Right, int Merged)> Merges { get; }

    /// <summary>Merges the pieces of a word until no merge is left: always the one of the lowest rank, the leftmost of equal ones.</summary>
    /// <param name="ids">The pieces; those of the result are at the beginning.</param>
    /// <param name="lengths">The bytes of each, in the same way.</param>
    /// <returns>How many pieces are left.</returns>
    public int Apply(Span<int> ids, Span<int> lengths) => ids.Length <= Short ? ApplyByScan(ids, lengths) : ApplyByQueue(ids, lengths);

    /// <inheritdoc cref="Apply"/>
    internal int ApplyByScan(Span<int> ids, Span<int> lengths)
    {
        int count = ids.Length;
        while (true)
        {
            int best = -1;
            (int Rank, int Merged) merge = (int.MaxValue, 0);
            for (int i = 0; i + 1 < count; i++)
            {
                if (_merges.TryGetValue((ids[i], ids[i + 1]), out (int Rank, int Merged) found) && found.Rank < merge.Rank)
                {
                    (best, merge) = (i, found);
                }
            }

            if (best < 0)
            {
                return count;
            }

            ids[best] = merge.Merged;
            lengths[best] += lengths[best + 1];
            ids[(best + 2)..count].CopyTo(ids[(best + 1)..]);
            lengths[(best + 2)..count].CopyTo(lengths[(best + 1)..]);
            count--;
        }
    }

    /// <inheritdoc cref="Apply"/>
    internal int ApplyByQueue(Span<int> ids, Span<int> lengths)
    {
        var next = new int[ids.Length];
        var previous = new int[ids.Length];
        var queue = new PriorityQueue<(int Place, int Left, int Right, int Merged), (int Rank, int Place)>();
        for (int i = 0; i < ids.Length; i++)
        {
            next[i] = i + 1 < ids.Length ? i + 1 : -1;
            previous[i] = i - 1;
            Enqueue(ids, i, next[i]);
        }

        while (queue.TryDequeue(out (int Place, int Left, int Right, int Merged) merge, out _))
        {
            int right = lengths[merge.Place] == 0 ? -1 : next[merge.Place];
            if (right < 0 || ids[merge.Place] != merge.Left || ids[right] != merge.Right)
            {
                continue;
            }

            ids[merge.Place] = merge.Merged;
            lengths[merge.Place] += lengths[right];
            lengths[right] = 0;
            next[merge.Place] = next[right];
            if (next[right] >= 0)
            {
                previous[next[right]] = merge.Place;
            }

            Enqueue(ids, previous[merge.Place], merge.Place);
            Enqueue(ids, merge.Place, next[merge.Place]);
        }

        int count = 0;
        for (int place = 0; place >= 0; place = next[place])
        {
            (ids[count], lengths[count]) = (ids[place], lengths[place]);
            count++;
        }

        return count;

        void Enqueue(Span<int> pieces, int left, int right)
        {
            if (left >= 0 && right >= 0 && _merges.TryGetValue((pieces[left], pieces[right]), out (int Rank, int Merged) found))
            {
                queue.Enqueue((left, pieces[left], pieces[right], found.Merged), (found.Rank, left));
            }
        }
    }
}
