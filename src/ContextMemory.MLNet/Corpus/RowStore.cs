using System.Collections;

namespace ContextMemory.MLNet.Corpus;

/// <summary>Rows of which some, or all, can be in a temporary file.</summary>
internal abstract class RowStore : IDisposable
{
    public abstract int Count { get; }

    /// <summary>Rows in the file.</summary>
    public int OnDisk { get; protected set; }

    /// <summary>Moves rows from memory to files until so many bytes are free, or none is left in memory. Returns how many that freed.</summary>
    public static long MoveToFile(long bytes, params ReadOnlySpan<RowStore> stores)
    {
        long freed = 0;
        foreach (RowStore store in stores)
        {
            freed += freed < bytes ? store.MoveToFile(bytes - freed) : 0;
        }

        return freed;
    }

    public abstract void Dispose();

    protected abstract long MoveToFile(long bytes);
}

/// <summary>
/// Rows of a kind. Those for which the room suffices are kept in memory, those after them in a temporary file. What is read is the same
/// either way, and may be read from many threads at once when all have been added.
/// </summary>
internal abstract class RowStore<T>(MemoryRoom room) : RowStore, IReadOnlyList<T>
    where T : class
{
    // Of a row wherever it is: its place here, and what the trainer keeps of it (label, weight, length, order), in lists that grow.
    private const int BytesPerRow = 64;

    private readonly List<Place> _places = [];
    private RowFile? _file;

    public override int Count => _places.Count;

    public T this[int index]
    {
        get
        {
            Place place = _places[index];
            return place.Row ?? Unpack(_file!.Read(place.Start, place.Length));
        }
    }

    /// <exception cref="IOException">There is no room, and it cannot be written to the file.</exception>
    public void Add(T row)
    {
        room.Take(BytesPerRow);
        _places.Add(_file is null && room.Take(SizeOf(row)) ? new Place(row, 0, 0) : Write(row));
    }

    public IEnumerator<T> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override void Dispose() => _file?.Dispose();

    protected override long MoveToFile(long bytes)
    {
        long freed = 0;
        for (int i = Count - 1; i >= 0 && freed < bytes; i--)
        {
            if (_places[i].Row is { } row)
            {
                _places[i] = Write(row);
                freed += SizeOf(row);
            }
        }

        return freed;
    }

    /// <summary>Bytes that a row takes in memory.</summary>
    protected abstract long SizeOf(T row);

    /// <summary>A row as integers.</summary>
    protected abstract int[] Pack(T row);

    protected abstract T Unpack(int[] packed);

    private Place Write(T row)
    {
        _file ??= new RowFile(room.Folder);
        int[] packed = Pack(row);
        OnDisk++;
        return new Place(null, _file.Add(packed), packed.Length);
    }

    /// <param name="Row">Null where it is in the file.</param>
    /// <param name="Start">Where it begins there.</param>
    /// <param name="Length">How many integers it has there.</param>
    private readonly record struct Place(T? Row, long Start, int Length);
}
