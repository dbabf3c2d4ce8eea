using System.Globalization;
using System.Numerics.Tensors;
using System.Text;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Tasks.Retrieval;

namespace ContextMemory.MLNet;

/// <summary>
/// An external memory of vectors, such as those of an encoder: the nearest ones of a vector are found by their cosine, exactly, by looking at all of them.
/// It has room for so many; a further one takes the place of the one that was added longest ago. It grows as it is filled.
/// </summary>
/// <remarks>Any number of threads may search at once; one that changes the memory waits for them, and they for it.</remarks>
/// <example>
/// <code>
/// using var memory = new VectorMemory(encoder.OutputSize, capacity: 10_000);
/// memory.Add("42", encoder.Encode(["where is my parcel"])[0]);
/// IReadOnlyList&lt;VectorMatch&gt; nearest = memory.Search(encoder.Encode(["the delivery is late"])[0], count: 5);
/// </code>
/// </example>
public sealed class VectorMemory : IDisposable
{
    /// <summary>Dimensions of the longest vector.</summary>
    internal const int LongestVector = 65_536;

    private const int LongestName = 65_536;
    private const int FirstRoom = 64;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);
    private string[] _ids = [];
    private long[] _ages = [];

    // Of length 1, one after the other; the first rows are in use.
    private float[] _vectors = [];
    private long _added;

    /// <param name="vectorSize">Dimensions of a vector, 1 to 65,536.</param>
    /// <param name="capacity">Vectors that it holds at most, 1 or more; all of them together have at most 2,147,483,591 values.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of its range.</exception>
    public VectorMemory(int vectorSize, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(vectorSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(vectorSize, LongestVector);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, MostVectors(vectorSize));
        VectorSize = vectorSize;
        Capacity = capacity;
    }

    /// <summary>Dimensions of a vector.</summary>
    public int VectorSize { get; }

    /// <summary>Vectors that it holds at most.</summary>
    public int Capacity { get; }

    /// <summary>Vectors that it holds.</summary>
    public int Count => Read(() => _rows.Count);

    /// <summary>Adds a vector. One of the same name is replaced; else, in a full memory, the one that was added longest ago is forgotten.</summary>
    /// <param name="id">Its name: not empty, well-formed UTF-16 of at most 65,536 units.</param>
    /// <param name="vector">Finite numbers. Its length is not kept: only its direction counts.</param>
    /// <exception cref="ArgumentException">The name is empty, too long or no text, or the vector has another size than <see cref="VectorSize"/> or a value that is not finite.</exception>
    public void Add(string id, ReadOnlySpan<float> vector)
    {
        CheckName(id);
        Put(id, Direction(vector));
    }

    /// <summary>Adds a vector whose length is 1 or 0.</summary>
    internal void Put(string id, ReadOnlySpan<float> direction)
    {
        _lock.EnterWriteLock();
        try
        {
            if (!_rows.TryGetValue(id, out int row))
            {
                row = _rows.Count < Capacity ? NewRow() : ForgetOldest();
                _rows.Add(id, row);
                _ids[row] = id;
            }

            direction.CopyTo(Row(row));
            _ages[row] = _added++;
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Removes a vector.</summary>
    /// <returns>Whether there was one of this name.</returns>
    public bool Remove(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        _lock.EnterWriteLock();
        try
        {
            if (!_rows.Remove(id, out int row))
            {
                return false;
            }

            // The last row takes its place.
            int last = _rows.Count;
            if (row < last)
            {
                Row(last).CopyTo(Row(row));
                (_ids[row], _ages[row]) = (_ids[last], _ages[last]);
                _rows[_ids[row]] = row;
            }

            _ids[last] = "";
            return true;
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Whether there is a vector of this name.</summary>
    public bool Contains(string id) => Read(() => _rows.ContainsKey(id));

    /// <summary>Finds the vectors with the largest cosine.</summary>
    /// <param name="vector">What is looked for: finite numbers.</param>
    /// <param name="count">How many at most, 1 or more.</param>
    /// <returns>The nearest first; of equally near ones the one that was added first.</returns>
    /// <exception cref="ArgumentException">The vector has another size than <see cref="VectorSize"/> or a value that is not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is below 1.</exception>
    public IReadOnlyList<VectorMatch> Search(ReadOnlySpan<float> vector, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        float[] direction = Direction(vector);
        return Read(() => Nearest(direction, count));
    }

    /// <summary>Writes the memory to a file, whole or not at all. The same vectors, added in the same order, give the same bytes.</summary>
    /// <param name="path">Its place; the folder must be there.</param>
    /// <exception cref="IOException">The file cannot be written; what was there before still is.</exception>
    public void Save(string path) => Read(() =>
    {
        int[] order = [.. Enumerable.Range(0, _rows.Count).OrderBy(row => _ages[row])];
        AtomicFile.Write(path, stream => VectorMemoryFile.Write(stream, this, [.. order.Select(row => _ids[row])], place => Row(order[place])));
        return true;
    });

    /// <summary>Reads a memory from a file.</summary>
    /// <param name="path">What <see cref="Save"/> has written.</param>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="InvalidDataException">It is damaged, or none of a memory.</exception>
    public static VectorMemory Load(string path)
    {
        using FileStream file = File.OpenRead(path);
        return VectorMemoryFile.Read(file);
    }

    /// <summary>Frees the lock. The memory is not used any more.</summary>
    public void Dispose() => _lock.Dispose();

    internal static int MostVectors(int vectorSize) => Array.MaxLength / vectorSize;

    private IReadOnlyList<VectorMatch> Nearest(float[] direction, int count)
    {
        // The farthest of those that are kept comes out first.
        var kept = new PriorityQueue<int, (float Similarity, long Age)>(Comparer<(float Similarity, long Age)>.Create(
            (left, right) => left.Similarity != right.Similarity ? left.Similarity.CompareTo(right.Similarity) : right.Age.CompareTo(left.Age)));
        for (int row = 0; row < _rows.Count; row++)
        {
            (float, long) nearness = (Kernels.Current.Dot(direction, Row(row)), _ages[row]);
            if (kept.Count < count)
            {
                kept.Enqueue(row, nearness);
            }
            else
            {
                kept.EnqueueDequeue(row, nearness);
            }
        }

        var matches = new VectorMatch[kept.Count];
        for (int place = matches.Length - 1; kept.TryDequeue(out int row, out (float Similarity, long Age) nearness); place--)
        {
            matches[place] = new VectorMatch(_ids[row], Math.Clamp(nearness.Similarity, -1, 1));
        }

        return matches;
    }

    private Span<float> Row(int row) => _vectors.AsSpan(row * VectorSize, VectorSize);

    private int NewRow()
    {
        if (_rows.Count == _ids.Length)
        {
            int room = (int)Math.Min(Math.Max(FirstRoom, 2L * _ids.Length), Capacity);
            Array.Resize(ref _vectors, room * VectorSize);
            Array.Resize(ref _ages, room);
            Array.Resize(ref _ids, room);
        }

        return _rows.Count;
    }

    private int ForgetOldest()
    {
        int row = TensorPrimitives.IndexOfMin<long>(_ages.AsSpan(0, _rows.Count));
        _rows.Remove(_ids[row]);
        return row;
    }

    private float[] Direction(ReadOnlySpan<float> vector)
    {
        if (vector.Length != VectorSize)
        {
            throw new ArgumentException($"The vector has {vector.Length} numbers; expected are {VectorSize}. Take vectors of one encoder.", nameof(vector));
        }

        double squares = 0;
        for (int i = 0; i < vector.Length; i++)
        {
            squares += float.IsFinite(vector[i]) ? (double)vector[i] * vector[i] : throw new ArgumentException(
                string.Create(CultureInfo.InvariantCulture, $"Number {i} of the vector is {vector[i]}; expected are finite numbers."), nameof(vector));
        }

        var direction = new float[vector.Length];
        double length = Math.Sqrt(squares);
        for (int i = 0; i < direction.Length && length > 0; i++)
        {
            direction[i] = (float)(vector[i] / length);
        }

        return direction;
    }

    private static void CheckName(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        if (id.Length > LongestName)
        {
            throw new ArgumentException($"The name has {id.Length} UTF-16 units; allowed are {LongestName} at most.", nameof(id));
        }

        try
        {
            StrictUtf8.GetByteCount(id);
        }
        catch (EncoderFallbackException exception)
        {
            throw new ArgumentException("The name has half a surrogate pair; expected is well-formed text.", nameof(id), exception);
        }
    }

    private T Read<T>(Func<T> read)
    {
        _lock.EnterReadLock();
        try
        {
            return read();
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }
}
