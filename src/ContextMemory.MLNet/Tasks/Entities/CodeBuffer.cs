using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>Codes of which some are hidden, drawn anew for every step. Memory is reused from step to step.</summary>
internal sealed class CodeBuffer
{
    private int[] _codes = [];
    private int _count;

    public void Clear() => _count = 0;

    /// <summary>Words of which a share is taken for unknown.</summary>
    public ReadOnlyMemory<int> HideWords(int[] words, double share, RandomStream random)
    {
        Reserve(words.Length);
        int start = _count;
        foreach (int word in words)
        {
            _codes[_count++] = random.NextDouble() < share ? FeatureIndex.UnknownRow : word;
        }

        return _codes.AsMemory(start, words.Length);
    }

    /// <summary>Features of which a share is left out; a token none of whose features is left has the unknown one.</summary>
    public ReadOnlyMemory<int> HideFeatures(int[] features, double share, RandomStream random)
    {
        Reserve(features.Length);
        int start = _count;
        for (int i = 0; i < features.Length;)
        {
            int first = _count;
            do
            {
                if (random.NextDouble() >= share)
                {
                    int row = Text.TokenCodes.RowOf(features[i]);
                    _codes[_count] = _count == first ? row : ~row;
                    _count++;
                }

                i++;
            }
            while (i < features.Length && features[i] < 0);

            if (_count == first)
            {
                _codes[_count++] = FeatureIndex.UnknownRow;
            }
        }

        return _codes.AsMemory(start, _count - start);
    }

    private void Reserve(int count)
    {
        if (_codes.Length - _count < count)
        {
            // What was handed out of the array before stays as it is.
            _codes = new int[Math.Max(2 * _codes.Length, count)];
            _count = 0;
        }
    }
}
