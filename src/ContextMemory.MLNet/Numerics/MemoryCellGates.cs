namespace ContextMemory.MLNet.Numerics;

/// <summary>Where the four parts of a gated cell of one row lie, each so many floats long.</summary>
internal readonly unsafe struct MemoryCellGates(int size, float* input, float* forget, float* candidate, float* output)
{
    public int Size { get; } = size;

    public float* Input { get; } = input;

    public float* Forget { get; } = forget;

    public float* Candidate { get; } = candidate;

    public float* Output { get; } = output;
}
