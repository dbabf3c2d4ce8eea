using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Text;

/// <summary>Counts different things. Above a number of them the rarest are forgotten, so that memory stays bounded on any amount of text.</summary>
/// <param name="most">The number above which <see cref="ForgetRarest()"/> forgets, unless <see cref="Most"/> is set.</param>
/// <param name="comparer">Tells which things are the same; null for the usual one.</param>
internal sealed class BoundedCounts<T>(int most, IEqualityComparer<T>? comparer = null)
    where T : notnull
{
    private readonly Dictionary<T, int> _counts = new(comparer);
    private int _forgetBelow = 1;

    /// <summary>The number above which <see cref="ForgetRarest()"/> forgets.</summary>
    public int Most { get; set; } = most;

    /// <summary>How often each was counted; the order is not promised.</summary>
    public IReadOnlyDictionary<T, int> Counts => _counts;

    public void Add(T item) => Increment(ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, item, out _));

    /// <summary>Counts what is found by another form of it, without making one of its own where it is known.</summary>
    public void Add<TForm>(TForm form)
        where TForm : notnull, allows ref struct =>
        Increment(ref CollectionsMarshal.GetValueRefOrAddDefault(_counts.GetAlternateLookup<TForm>(), form, out _));

    /// <summary>Makes room for so many different things.</summary>
    public void Expect(int count) => _counts.EnsureCapacity(count);

    /// <summary>Forgets the rarest where there are too many.</summary>
    public void ForgetRarest() => ForgetRarest(Most);

    /// <summary>Forgets the rarest until at most so many are left: all that were counted equally often go together.</summary>
    public void ForgetRarest(int most)
    {
        while (_counts.Count > most)
        {
            _forgetBelow++;
            foreach ((T item, int count) in _counts)
            {
                if (count < _forgetBelow)
                {
                    _counts.Remove(item);
                }
            }
        }
    }

    /// <summary>The most frequent first; of equally frequent ones the one first in the order of <paramref name="order"/>.</summary>
    public T[] MostFrequent(int minimumCount, int maximumSize, IComparer<T> order)
    {
        List<KeyValuePair<T, int>> kept = [.. _counts.Where(pair => pair.Value >= minimumCount)];
        kept.Sort((left, right) =>
        {
            int byCount = right.Value.CompareTo(left.Value);
            return byCount != 0 ? byCount : order.Compare(left.Key, right.Key);
        });
        return [.. kept.Take(maximumSize).Select(pair => pair.Key)];
    }

    private static void Increment(ref int count) => count = count == int.MaxValue ? count : count + 1;
}
