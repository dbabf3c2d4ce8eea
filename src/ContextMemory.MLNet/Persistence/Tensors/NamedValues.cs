namespace ContextMemory.MLNet.Persistence.Tensors;

/// <summary>A tensor that is to be written.</summary>
/// <param name="Name">Unlike those of all others in the file.</param>
/// <param name="Shape">Its sizes; their product is the number of values.</param>
/// <param name="Values">Row-major.</param>
internal sealed record NamedValues(string Name, IReadOnlyList<long> Shape, ReadOnlyMemory<float> Values);
