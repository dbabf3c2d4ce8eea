namespace ContextMemory.MLNet.Numerics;

/// <summary>What a register tile does with the plain vectors of one width, see <see cref="Tiles{TTile, TVector}"/>.</summary>
/// <typeparam name="TVector">The plain vector. Its lanes hold floats; or groups of four bytes, and whole numbers as their sums.</typeparam>
internal unsafe interface ITileVector<TVector>
    where TVector : unmanaged
{
    /// <summary>Whether there are 32 registers of this width, not 16.</summary>
    static abstract bool HasManyRegisters { get; }

    static abstract TVector LoadVector(float* source);

    static abstract void StoreVector(TVector vector, float* destination);

    /// <summary>A vector of one lane's bits.</summary>
    static abstract TVector Broadcast(float value);

    /// <summary>a * b + c in each lane: of floats rounded once, of groups of bytes the sum of four exact products.</summary>
    static abstract TVector MultiplyAddLanes(TVector a, TVector b, TVector c);
}
