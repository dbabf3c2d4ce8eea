using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>Sparse vectors, one behind the other.</summary>
internal sealed class SparseRows
{
    private readonly List<int> _features;
    private readonly List<float> _values;
    private readonly List<int> _starts;

    public SparseRows()
        : this([], [], [0])
    {
    }

    private SparseRows(List<int> features, List<float> values, List<int> starts)
    {
        _features = features;
        _values = values;
        _starts = starts;
    }

    public int Count => _starts.Count - 1;

    public void Add(NGramVector vector)
    {
        _features.AddRange(vector.Features);
        _values.AddRange(vector.Values);
        _starts.Add(_features.Count);
    }

    /// <summary>The same rows with each feature multiplied by its factor.</summary>
    public SparseRows Scaled(float[] factors)
    {
        var values = new List<float>(_values.Count);
        for (int i = 0; i < _values.Count; i++)
        {
            values.Add(_values[i] * factors[_features[i]]);
        }

        return new SparseRows(_features, values, _starts);
    }

    public ReadOnlySpan<int> Features(int row) => CollectionsMarshal.AsSpan(_features)[_starts[row].._starts[row + 1]];

    public ReadOnlySpan<float> Values(int row) => CollectionsMarshal.AsSpan(_values)[_starts[row].._starts[row + 1]];
}
