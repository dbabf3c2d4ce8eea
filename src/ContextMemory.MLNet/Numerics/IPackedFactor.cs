namespace ContextMemory.MLNet.Numerics;

/// <summary>A copy of a weight matrix as products read it.</summary>
internal interface IPackedFactor
{
    Panels Panels { get; }

    /// <summary>Packs B = the transpose of <paramref name="source"/> [columns x depth].</summary>
    void PackTransposed(Matrix source);
}
