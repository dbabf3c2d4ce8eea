namespace ContextMemory.MLNet.Tests.Support;

/// <summary>The graph of <see cref="TinyTransformer"/> as exporters write it, as far as a reader looks at it.</summary>
internal sealed class TinyOnnx
{
    private const string Linear = ".weight";

    private readonly ProtobufBytes _graph = new();
    private int _names;

    /// <summary>How linear layers are written: MatMul (weight [inputs x outputs] without a name), Gemm, or Transpose (and MatMul).</summary>
    public string Product { get; init; } = "MatMul";

    /// <summary>Whether layer normalization is one operation.</summary>
    public bool HasLayerNormalization { get; init; }

    /// <summary>The operation of the activation.</summary>
    public string Activation { get; init; } = "Erf";

    /// <summary>Whether numbers stand in float_data.</summary>
    public bool UsesFloatData { get; init; }

    /// <summary>The names of tensors; null for those left out.</summary>
    public Func<string, string?> Rename { get; init; } = name => name;

    /// <summary>A field that is added to the graph.</summary>
    public ProtobufBytes? Extra { get; init; }

    public byte[] ToArray()
    {
        foreach ((string name, long[] shape, float[] values) in TinyTransformer.Tensors)
        {
            if (Rename(name) is { } given && !IsLinear(name, shape))
            {
                _graph.Message(5, Tensor(given, shape, values));
            }
        }

        Normalize(Rename("embeddings.LayerNorm.weight")!);
        for (int layer = 0; layer < TinyTransformer.Layers; layer++)
        {
            string query = Multiply($"encoder.layer.{layer}.attention.self.query");
            Node("Reshape", [query, Concat([Constant(2), Constant(2)])], "heads" + layer);
            Multiply($"encoder.layer.{layer}.attention.self.key");
            Multiply($"encoder.layer.{layer}.attention.self.value");
            Multiply($"encoder.layer.{layer}.attention.output.dense");
            string hidden = Multiply($"encoder.layer.{layer}.intermediate.dense");
            Node("Div", [hidden, "root"], "divided" + layer);
            Node(Activation, ["divided" + layer], "active" + layer);
            Multiply($"encoder.layer.{layer}.output.dense");
        }

        return new ProtobufBytes().Varint(1, 7).Text(2, "tests").Message(7, Extra is null ? _graph : _graph.Bytes(1, Extra.ToArray())).ToArray();
    }

    /// <summary>A constant of the graph.</summary>
    public static ProtobufBytes Tensor(string name, long[] shape, float[] values, bool inFloatData = false)
    {
        var tensor = new ProtobufBytes();
        foreach (long size in shape)
        {
            tensor.Varint(1, size);
        }

        return tensor.Varint(2, 1).Text(8, name).Bytes(inFloatData ? 4 : 9, [.. values.SelectMany(BitConverter.GetBytes)]);
    }

    private static bool IsLinear(string name, long[] shape) => shape.Length == 2 && name.StartsWith("encoder.", StringComparison.Ordinal);

    private ProtobufBytes Tensor(string name, long[] shape, float[] values) => Tensor(name, shape, values, UsesFloatData);

    private string Multiply(string part)
    {
        (_, long[] shape, float[] values) = TinyTransformer.Tensors.Single(tensor => tensor.Name == part + Linear);
        if (Rename(part + ".bias") is not { } bias)
        {
            return "";
        }

        string output = Unused();
        string weight = "onnx::MatMul_" + Unused();
        (int rows, int columns) = ((int)shape[0], (int)shape[1]);
        float[] turned = [.. Enumerable.Range(0, values.Length).Select(i => values[i % rows * columns + i / rows])];
        _graph.Message(5, Product == "MatMul" ? Tensor(weight, [columns, rows], turned) : Tensor(weight, shape, values));
        switch (Product)
        {
            case "Gemm":
                Node("Gemm", ["x", weight, bias], output, new ProtobufBytes().Text(1, "transB").Varint(3, 1));
                break;
            case "Transpose":
                Node("Transpose", [weight], "turned" + output);
                Node("MatMul", ["x", "turned" + output], "product" + output);
                Node("Add", ["product" + output, bias], output);
                break;
            default:
                Node("MatMul", ["x", weight], "product" + output);
                Node("Add", [bias, "product" + output], output);
                break;
        }

        return output;
    }

    private void Normalize(string weight)
    {
        if (HasLayerNormalization)
        {
            Node("LayerNormalization", ["x", weight, "bias"], "normalized", new ProtobufBytes().Text(1, "epsilon").Single(2, 1e-5f));
            return;
        }

        _graph.Message(5, Tensor("epsilon", [], [1e-5f]));
        Node("Add", ["variance", "epsilon"], "sum");
        Node("Sqrt", ["sum"], "root");
        Node("Div", ["centered", "root"], "scaled");
        Node("Mul", ["scaled", weight], "normalized");
    }

    private string Constant(long number)
    {
        string output = Unused();
        ProtobufBytes value = new ProtobufBytes().Varint(1, 1).Varint(2, 7).Bytes(9, BitConverter.GetBytes(number));
        Node("Constant", [], output, new ProtobufBytes().Text(1, "value").Message(5, value));
        return output;
    }

    private string Concat(string[] last)
    {
        string output = Unused();
        Node("Concat", ["batch", "length", .. last], output);
        return output;
    }

    private void Node(string type, string[] inputs, string output, ProtobufBytes? attribute = null)
    {
        var node = new ProtobufBytes();
        foreach (string input in inputs)
        {
            node.Text(1, input);
        }

        node.Text(2, output).Text(4, type);
        _graph.Message(1, attribute is null ? node : node.Message(5, attribute));
    }

    private string Unused() => $"{_names++}";
}
