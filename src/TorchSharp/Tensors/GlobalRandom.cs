namespace ContextMemory.MLNet.Torch.Tensors;

/// <summary>
/// libtorch's own generator of random numbers, which the whole process shares. Whoever draws from it, and be it by making a layer, holds the lock: another
/// one may have given it a seed for what it computes.
/// </summary>
internal static class GlobalRandom
{
    public static Lock Lock { get; } = new();
}
