namespace ContextMemory.MLNet.Numerics;

/// <summary>How a register tile reads and writes the plain vectors of one width, see <see cref="Tiles{TTile, TProduct, TVector}"/>.</summary>
/// <typeparam name="TVector">The plain vector. Its lanes hold floats, or groups of four bytes, or whole numbers.</typeparam>
internal unsafe interface ITileVector<TVector>
    where TVector : unmanaged
{
    /// <summary>Whether there are 32 registers of this width, not 16.</summary>
    static abstract bool HasManyRegisters { get; }

    static abstract TVector LoadVector(float* source);

    static abstract void StoreVector(TVector vector, float* destination);

    /// <summary>A vector of one lane's bits.</summary>
    static abstract TVector Broadcast(float value);
}
