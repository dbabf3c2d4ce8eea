namespace ContextMemory.MLNet.Persistence.Tensors.Onnx;

/// <summary>A constant of an ONNX graph.</summary>
/// <param name="Stored">Where its numbers are.</param>
/// <param name="Integers">The numbers of a few whole ones, such as a shape; null of all others.</param>
internal sealed record OnnxTensor(StoredTensor Stored, IReadOnlyList<long>? Integers);
