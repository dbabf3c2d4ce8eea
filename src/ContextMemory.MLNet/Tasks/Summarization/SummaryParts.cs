namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>
/// Divides the sentences of a document into parts that are scored together, as they come: the same parts whether the document is there as a whole or
/// not. A document that is not larger than a part is one; the end of a longer one is divided into two that are about equal.
/// </summary>
internal sealed class SummaryParts
{
    /// <summary>Sentences of a part at most.</summary>
    public const int MostSentences = 4_096;

    /// <summary>UTF-16 units of a part at most, unless it is a single sentence.</summary>
    public const int MostUnits = 1 << 22;

    // The lengths of the sentences that are in no part yet. When they are more than two parts may have, the first is taken: so none is left to be small.
    private readonly Queue<int> _lengths = [];
    private long _units;
    private int _first;

    private bool IsFull => _lengths.Count > 1 && (_lengths.Count > 2 * MostSentences || _units > 2 * MostUnits);

    /// <summary>The parts that are known with this sentence.</summary>
    /// <param name="length">The sentence's, in UTF-16 units.</param>
    public IEnumerable<SummaryPart> Add(int length)
    {
        _lengths.Enqueue(length);
        _units += length;
        while (IsFull)
        {
            yield return Take(LargestPart());
        }
    }

    /// <summary>The parts that are left.</summary>
    public IEnumerable<SummaryPart> End()
    {
        while (_lengths.Count > 0)
        {
            int count = LargestPart();
            yield return Take(count < _lengths.Count ? Math.Min(count, _lengths.Count / 2) : count);
        }
    }

    private int LargestPart()
    {
        int count = 0;
        long units = 0;
        foreach (int length in _lengths)
        {
            units += length;
            if (count == MostSentences || (count > 0 && units > MostUnits))
            {
                break;
            }

            count++;
        }

        return count;
    }

    private SummaryPart Take(int count)
    {
        var part = new SummaryPart(_first, count, _first + _lengths.Count);
        _first += count;
        for (int sentence = 0; sentence < count; sentence++)
        {
            _units -= _lengths.Dequeue();
        }

        return part;
    }
}
