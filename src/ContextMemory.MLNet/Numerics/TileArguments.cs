namespace ContextMemory.MLNet.Numerics;

/// <summary>Some rows of a product and one panel of its right factor. Strides count floats, or groups of four bytes in their place.</summary>
internal unsafe struct TileArguments
{
    public float* A;

    /// <summary>From one row of A to the next, or where A is transposed, from one depth to the next; the other stride is 1.</summary>
    public nint AStride;
    public bool IsTransposed;
    public float* B;

    /// <summary>From one depth of the panel to the next.</summary>
    public nint PanelStride;
    public int Depth;
    public float* Start;
    public nint StartStride;
    public float* C;
    public nint CStride;
}
