namespace ContextMemory.MLNet.Numerics;

/// <summary>How the lanes of a register tile are multiplied and added up.</summary>
/// <typeparam name="TVector">The plain vector.</typeparam>
internal interface ITileProduct<TVector>
    where TVector : unmanaged
{
    /// <summary>a * b + c in each lane: of floats rounded once, of groups of bytes the sum of four exact products.</summary>
    static abstract TVector MultiplyAddLanes(TVector a, TVector b, TVector c);
}
