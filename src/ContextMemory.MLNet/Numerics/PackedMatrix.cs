namespace ContextMemory.MLNet.Numerics;

/// <summary>
/// A copy of a weight matrix with each panel contiguous, so that a product streams through it. Made once per change of the
/// weights and shared by all products until the next.
/// </summary>
internal sealed unsafe class PackedMatrix(int depth, int columns, int panelWidth) : IPackedFactor
{
    private readonly AlignedBuffer _buffer = new(Packing.Length(depth, columns, panelWidth));

    public Panels Panels => Packing.Packed(_buffer.Data, depth, columns, panelWidth);

    /// <summary>Packs B = <paramref name="source"/> [depth x columns].</summary>
    public void Pack(Matrix source) => Packing.Pack(source, panelWidth, _buffer.Data);

    public void PackTransposed(Matrix source) => Packing.PackTransposed(source, panelWidth, _buffer.Data);
}
