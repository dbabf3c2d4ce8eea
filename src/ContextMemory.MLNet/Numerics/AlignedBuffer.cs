namespace ContextMemory.MLNet.Numerics;

/// <summary>
/// A block of floats that starts on a cache line, never moves, and may be read (not written) a full vector panel past its end.
/// </summary>
internal sealed unsafe class AlignedBuffer
{
    private const int AlignmentBytes = 64;
    private const int ReadablePadding = 64;

    public AlignedBuffer(int length)
    {
        Length = length;
        float[] array = GC.AllocateArray<float>(checked(length + ReadablePadding + AlignmentBytes / sizeof(float)), pinned: true);
        fixed (float* start = array)
        {
            Data = (float*)(((nuint)start + AlignmentBytes - 1) & ~(nuint)(AlignmentBytes - 1));
            Memory = array.AsMemory((int)(Data - start), length);
        }
    }

    public int Length { get; }

    /// <summary>Valid as long as this object is reachable.</summary>
    public float* Data { get; }

    /// <summary>The same floats, for what cannot keep a span.</summary>
    public Memory<float> Memory { get; }

    public Span<float> Span => new(Data, Length);
}
