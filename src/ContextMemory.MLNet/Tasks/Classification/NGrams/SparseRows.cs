using System.Runtime.InteropServices;
using ContextMemory.MLNet.Corpus;

namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>The sparse vectors of many documents; those for which the room does not suffice are in a temporary file.</summary>
/// <param name="room">For the vectors.</param>
internal sealed class SparseRows(MemoryRoom room) : IDisposable
{
    private readonly DocumentStore _rows = new(room);

    public int Count => _rows.Count;

    /// <summary>Rows in the file.</summary>
    public int OnDisk => _rows.OnDisk;

    /// <summary>May be read from many threads at once.</summary>
    public SparseRow this[int row] => new(_rows[row]);

    public void Add(NGramVector vector)
    {
        int count = vector.Features.Count;
        var packed = new int[2 * count];
        vector.Features.CopyTo(packed);
        MemoryMarshal.Cast<float, int>(CollectionsMarshal.AsSpan(vector.Values)).CopyTo(packed.AsSpan(count));
        _rows.Add(packed);
    }

    public void Dispose() => _rows.Dispose();
}
