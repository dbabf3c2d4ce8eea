using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>
/// The sets of labels that rows have where a row may have any number of them. Each set that occurs has a number, which stands where a
/// row of one label has that label.
/// </summary>
internal sealed class LabelSets
{
    private readonly List<int[]> _sets = [];
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    /// <summary>The labels of a set, in ascending order.</summary>
    public ReadOnlySpan<int> this[int number] => _sets[number];

    public bool Has(int number, int label) => this[number].BinarySearch(label) >= 0;

    /// <summary>The number of the set of these labels, whatever their order; it may be empty.</summary>
    public int NumberOf(List<int> labels)
    {
        labels.Sort();
        int[] set = [.. labels.Distinct()];
        string key = new(MemoryMarshal.Cast<int, char>(set));
        if (!_numbers.TryGetValue(key, out int number))
        {
            number = _sets.Count;
            _numbers.Add(key, number);
            _sets.Add(set);
        }

        return number;
    }
}
