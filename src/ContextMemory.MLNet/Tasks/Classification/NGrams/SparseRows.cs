using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>Sparse vectors, one behind the other.</summary>
internal sealed class SparseRows
{
    private readonly List<int> _features = [];
    private readonly List<float> _values = [];
    private readonly List<int> _starts = [0];

    public int Count => _starts.Count - 1;

    public void Add(NGramVector vector)
    {
        _features.AddRange(vector.Features);
        _values.AddRange(vector.Values);
        _starts.Add(_features.Count);
    }

    public ReadOnlySpan<int> Features(int row) => CollectionsMarshal.AsSpan(_features)[_starts[row].._starts[row + 1]];

    public ReadOnlySpan<float> Values(int row) => CollectionsMarshal.AsSpan(_values)[_starts[row].._starts[row + 1]];
}
