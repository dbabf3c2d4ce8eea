namespace ContextMemory.MLNet.Persistence.Tensors.Onnx;

/// <summary>An operation of an ONNX graph. What goes in and comes out are names.</summary>
internal sealed record OnnxNode(string Operator, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyList<OnnxAttribute> Attributes)
{
    public OnnxAttribute? Attribute(string name) => Attributes.FirstOrDefault(attribute => attribute.Name == name);
}

/// <summary>A setting of an operation; which of the values it has depends on the setting.</summary>
internal sealed record OnnxAttribute(string Name, float Number, long Integer, string Text, OnnxTensor? Tensor);
