namespace ContextMemory.MLNet.Numerics;

/// <summary>What a register tile does with the plain vectors of one width, see <see cref="TileKernels{TSimd, TVector}"/>.</summary>
/// <typeparam name="TVector">The plain vector.</typeparam>
internal unsafe interface ITileVector<TVector>
    where TVector : unmanaged
{
    /// <summary>Whether there are 32 registers of this width, not 16.</summary>
    static abstract bool HasManyRegisters { get; }

    static abstract TVector LoadVector(float* source);

    static abstract void StoreVector(TVector vector, float* destination);

    /// <summary>A vector of one value.</summary>
    static abstract TVector Broadcast(float value);

    /// <summary>a * b + c, rounded once.</summary>
    static abstract TVector FusedMultiplyAdd(TVector a, TVector b, TVector c);
}
