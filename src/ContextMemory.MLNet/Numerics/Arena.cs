namespace ContextMemory.MLNet.Numerics;

/// <summary>
/// Where one worker's activations live. Memory is handed out by moving a mark and taken back by moving it again, so a step that
/// is like an earlier one allocates nothing. Not thread-safe: one arena a worker.
/// </summary>
internal sealed unsafe class Arena
{
    private const int Alignment = 16;
    private const int FirstChunk = 1 << 16;

    private readonly List<AlignedBuffer> _chunks = [];
    private int _chunk;
    private int _used;
    private long _inUse;

    /// <summary>Floats held from the system, whether in use or not.</summary>
    public long Capacity { get; private set; }

    /// <summary>The most floats that have been in use at once.</summary>
    public long MostUsed { get; private set; }

    public Mark Now => new(_chunk, _used, _inUse);

    public void Release(Mark mark)
    {
        _chunk = mark.Chunk;
        _used = mark.Used;
        _inUse = mark.InUse;
    }

    public void Reset() => Release(default);

    /// <summary>A matrix of undefined content.</summary>
    public Matrix Allocate(int rows, int columns) => new(Take(checked(rows * columns)), rows, columns);

    /// <summary>A matrix with the content of another one.</summary>
    public Matrix Copy(Matrix source)
    {
        Matrix matrix = Allocate(source.Rows, source.Columns);
        source.CopyTo(matrix);
        return matrix;
    }

    public Matrix AllocateCleared(int rows, int columns)
    {
        Matrix matrix = Allocate(rows, columns);
        matrix.Clear();
        return matrix;
    }

    /// <summary>Integers of undefined content.</summary>
    public Span<int> AllocateIntegers(int count) => new(Take(count), count);

    /// <summary>Numbers of double precision, of undefined content.</summary>
    public Span<double> AllocateDoubles(int count) => new(Take(checked(2 * count)), count);

    private float* Take(int count)
    {
        int rounded = checked(count + Alignment - 1) & -Alignment;
        while (true)
        {
            if (_chunk == _chunks.Count)
            {
                // Each chunk at least doubles what there is, so their number stays small; a chunk is never given back.
                int size = (int)Math.Min(Math.Max(rounded, Math.Max(FirstChunk, Capacity)), Array.MaxLength / 2);
                _chunks.Add(new AlignedBuffer(Math.Max(size, rounded)));
                Capacity += _chunks[^1].Length;
            }

            AlignedBuffer chunk = _chunks[_chunk];
            if (rounded <= chunk.Length - _used)
            {
                float* start = chunk.Data + _used;
                _used += rounded;
                _inUse += rounded;
                MostUsed = Math.Max(MostUsed, _inUse);
                return start;
            }

            _chunk++;
            _used = 0;
        }
    }

    public readonly record struct Mark(int Chunk, int Used, long InUse);
}
