using System.Runtime.InteropServices;
using ContextMemory.MLNet.Tasks.Entities;

namespace ContextMemory.MLNet.Corpus;

/// <summary>Arrays of numbers, one behind the other, as integers: how rows of several arrays are kept in a file.</summary>
internal sealed class IntegerPack
{
    private readonly List<int> _integers = [];

    public IntegerPack Add(ReadOnlySpan<int> values)
    {
        _integers.Add(values.Length);
        _integers.AddRange(values);
        return this;
    }

    public IntegerPack Add(ReadOnlySpan<float> values) => Add(MemoryMarshal.Cast<float, int>(values));

    /// <summary>Adds arrays, each once that is there several times.</summary>
    public IntegerPack Add(int[][] arrays)
    {
        var places = new Dictionary<int[], int>(ReferenceEqualityComparer.Instance);
        _integers.Add(arrays.Length);
        for (int i = 0; i < arrays.Length; i++)
        {
            if (places.TryAdd(arrays[i], i))
            {
                Add(arrays[i]);
            }
            else
            {
                _integers.Add(~places[arrays[i]]);
            }
        }

        return this;
    }

    public int[] ToArray() => [.. _integers];

    /// <summary>Takes the arrays off again, in the order in which they were added.</summary>
    public ref struct Reader(ReadOnlySpan<int> integers)
    {
        private ReadOnlySpan<int> _left = integers;

        public int[] Integers() => Take(Next()).ToArray();

        public float[] Floats() => MemoryMarshal.Cast<int, float>(Take(Next())).ToArray();

        public int[][] Arrays()
        {
            var arrays = new int[Next()][];
            for (int i = 0; i < arrays.Length; i++)
            {
                int length = Next();
                arrays[i] = length < 0 ? arrays[~length] : Take(length).ToArray();
            }

            return arrays;
        }

        private int Next() => Take(1)[0];

        private ReadOnlySpan<int> Take(int count)
        {
            ReadOnlySpan<int> taken = _left[..count];
            _left = _left[count..];
            return taken;
        }
    }
}
