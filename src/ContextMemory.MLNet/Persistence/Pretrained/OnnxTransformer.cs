using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Persistence.Tensors;
using ContextMemory.MLNet.Persistence.Tensors.Onnx;

namespace ContextMemory.MLNet.Persistence.Pretrained;

/// <summary>
/// A pretrained transformer in an ONNX file. Exporters keep the names of biases and tables and turn the weights of linear layers into
/// constants without a name: these are found by the product that takes them and the bias that is added to it.
/// </summary>
internal sealed class OnnxTransformer
{
    private static readonly string[] Quantized =
        ["MatMulInteger", "ConvInteger", "QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear", "DynamicQuantizeMatMul", "DynamicQuantizeLSTM",
         "MatMulIntegerToFloat", "MatMulNBits", "MatMulBnb4", "QAttention", "QGemm", "QEmbedLayerNormalization", "QOrderedMatMul"];

    private readonly OnnxGraph _graph;

    private OnnxTransformer(OnnxGraph graph)
    {
        _graph = graph;
        Tensors = new NamedTensors(
            graph.File.Path,
            "Export the model to ONNX without optimization, which joins operations and drops the names of weights, or take model.safetensors.");
    }

    public NamedTensors Tensors { get; }

    /// <exception cref="InvalidDataException">The file is damaged, or the model is quantized.</exception>
    public static OnnxTransformer Read(DataFile file)
    {
        var transformer = new OnnxTransformer(OnnxGraph.Read(file));
        transformer.RefuseQuantized();
        transformer.NameTensors();
        return transformer;
    }

    /// <summary>The architecture and the sizes, where no config.json gives them.</summary>
    /// <exception cref="InvalidDataException">The graph does not tell them.</exception>
    public (string Architecture, TransformerShape Shape) Derive() => new OnnxShape(_graph, Tensors).Derive();

    private void RefuseQuantized()
    {
        OnnxNode? found = _graph.Nodes.FirstOrDefault(node => Quantized.Contains(node.Operator) || node.Operator.StartsWith("QLinear", StringComparison.Ordinal));
        if (found is not null)
        {
            throw _graph.File.Fault($"the model is quantized: it has the operation {found.Operator}. Take the model as it was before quantization.");
        }
    }

    private void NameTensors()
    {
        var found = new HashSet<string>();
        foreach (OnnxNode node in _graph.Nodes)
        {
            if (WeightOf(node) is ({ } name, { } weight) && found.Add(name))
            {
                Tensors.Add(name, weight);
            }
        }

        foreach ((string given, OnnxTensor constant) in _graph.Constants)
        {
            if (TensorName.Canonical(given) is { } name && !found.Contains(name))
            {
                Tensors.Add(name, new PretrainedTensor(constant.Stored, IsTransposed: false));
            }
        }
    }

    /// <summary>The weight of the linear layer that a node adds the bias of.</summary>
    private (string Name, PretrainedTensor Weight)? WeightOf(OnnxNode node)
    {
        switch (node)
        {
            case { Operator: "Gemm", Inputs: [_, var weight, var bias] } when LayerOf(bias) is { } layer && Matrix(weight) is { } matrix:
                return (layer, new PretrainedTensor(matrix, IsTransposed: (node.Attribute("transB")?.Integer ?? 0) == 0));
            case { Operator: "Add", Inputs: [var left, var right] }:
                (string? layer2, string product) = LayerOf(left) is { } of ? (of, right) : (LayerOf(right), left);
                return layer2 is not null
                    && _graph.Producer(product) is { Operator: "MatMul", Inputs: [_, var factor] }
                    && Factor(factor) is { } found
                        ? (layer2, found)
                        : null;
            default:
                return null;
        }
    }

    /// <summary>The name of the weight beside a bias; null where the value is no bias.</summary>
    private string? LayerOf(string bias) =>
        _graph.Constant(bias) is not null
        && TensorName.Canonical(bias) is { } name
        && name.EndsWith(TensorName.Bias, StringComparison.Ordinal)
            ? name[..^TensorName.Bias.Length] + TensorName.Weight
            : null;

    /// <summary>The right factor of a product: a constant [inputs x outputs], or the transpose of one.</summary>
    private PretrainedTensor? Factor(string name) =>
        Matrix(name) is { } matrix ? new PretrainedTensor(matrix, IsTransposed: true)
        : _graph.Producer(name) is { Operator: "Transpose", Inputs: [var turned] } && Matrix(turned) is { } straight
            ? new PretrainedTensor(straight, IsTransposed: false)
            : null;

    private StoredTensor? Matrix(string name) => _graph.Constant(name)?.Stored is { Shape.Count: 2 } matrix ? matrix : null;
}
