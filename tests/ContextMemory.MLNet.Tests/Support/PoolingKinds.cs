using ContextMemory.MLNet.Layers.Pooling;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tests.Support;

internal static class PoolingKinds
{
    public static string[] Names { get; } = ["mean", "max", "last", "attention", "first"];

    public static PoolingLayer Create(string name, ParameterLayout layout, int size) => name switch
    {
        "mean" => new MeanPooling(size),
        "max" => new MaxPooling(size),
        "last" => new LastPooling(size),
        "first" => new FirstPooling(size),
        "attention" => new AttentionPooling(layout, "pooling.", size, size + 2),
        _ => throw new ArgumentException($"There is no pooling '{name}'."),
    };
}
