using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>The different sets of labels that rows have: rows with the same labels share one set, so that it is in memory once.</summary>
internal sealed class LabelSets
{
    private readonly Dictionary<string, RowLabels> _sets = new(StringComparer.Ordinal);

    /// <summary>The set of these labels, whatever their order; it may be empty.</summary>
    public RowLabels Of(List<int> labels)
    {
        labels.Sort();
        int[] set = [.. labels.Distinct()];
        string key = new(MemoryMarshal.Cast<int, char>(set));
        if (!_sets.TryGetValue(key, out RowLabels known))
        {
            known = RowLabels.OfSet(set);
            _sets.Add(key, known);
        }

        return known;
    }
}
