using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Engines;

/// <summary>A named array of a learner's state: read to be saved, written to be restored.</summary>
internal abstract class StateArray
{
    private StateArray(string name, string elementType)
    {
        Name = name;
        ElementType = elementType;
    }

    /// <summary>Unlike that of every other array of the learner.</summary>
    public string Name { get; }

    /// <summary>What its elements are: "float32", "int32" or "float64".</summary>
    public string ElementType { get; }

    /// <summary>Its elements, little-endian.</summary>
    public abstract Span<byte> Bytes { get; }

    public static StateArray Of(string name, Memory<float> values) => new Typed<float>(name, "float32", values);

    public static StateArray Of(string name, Memory<int> values) => new Typed<int>(name, "int32", values);

    public static StateArray Of(string name, Memory<double> values) => new Typed<double>(name, "float64", values);

    private sealed class Typed<T>(string name, string elementType, Memory<T> values) : StateArray(name, elementType)
        where T : unmanaged
    {
        public override Span<byte> Bytes => MemoryMarshal.AsBytes(values.Span);
    }
}
