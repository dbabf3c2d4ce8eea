using System.Globalization;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Persistence.Tensors;
using ContextMemory.MLNet.Persistence.Tensors.Onnx;

namespace ContextMemory.MLNet.Persistence.Pretrained;

/// <summary>Finds the sizes of a transformer in its ONNX graph: those of tensors, and constants of the operations behind them.</summary>
internal sealed class OnnxShape(OnnxGraph graph, NamedTensors tensors)
{
    private const int MostLayers = 1_000;

    // How many operations are looked at behind a linear layer.
    private const int MostSteps = 64;

    private const float DefaultEpsilon = 1e-5f;

    public (string Architecture, TransformerShape Shape) Derive()
    {
        if (tensors.Count == 0)
        {
            throw Fault("no constant has a name of a transformer of the BERT family. Give a file of such a model.");
        }

        if (graph.Nodes.Any(node => node.Operator == "CumSum") || graph.Constants.Keys.Any(TensorName.IsRoberta))
        {
            throw Fault("the model counts positions as RoBERTa does, and the graph does not say from where. Put the config.json of the model beside it.");
        }

        int hidden = Size(TensorName.Words, 1);
        int layers = tensors.Names.Max(name => TensorName.LayerOf(name) is <= MostLayers and { } layer ? layer : -1) + 1;
        if (layers == 0)
        {
            throw Fault("no constant has a name of a layer of a transformer of the BERT family. Give a file of such a model.");
        }

        string first = TensorName.OfLayer(0);
        var shape = new TransformerShape
        {
            VocabularySize = Size(TensorName.Words, 0),
            HiddenSize = hidden,
            Layers = layers,
            Heads = Heads(first + TensorName.Query + TensorName.Bias, hidden),
            FeedForwardSize = Size(first + TensorName.Intermediate + TensorName.Weight, 0),
            Positions = Size(TensorName.Positions, 0),
            TokenTypes = tensors.Find(TensorName.TokenTypes) is null ? 0 : Size(TensorName.TokenTypes, 0),
            Epsilon = Epsilon(),
            Activation = Activation(first + TensorName.Intermediate + TensorName.Bias),
        };
        return (graph.Constants.Keys.Any(TensorName.IsDistilled) ? PretrainedConfig.DistilBert : PretrainedConfig.Bert, shape);
    }

    private int Size(string name, int dimension)
    {
        PretrainedTensor tensor = tensors.Find(name) ?? throw tensors.Missing(name);
        return tensor.Shape.Count == 2 && tensor.Shape[dimension] is > 0 and <= int.MaxValue and var size
            ? (int)size
            : throw Fault($"tensor '{tensor.Stored.Name}' has shape {tensor.Stored.ShapeText}: expected a matrix.");
    }

    // The projection of the queries is cut into heads by a new shape [.. x heads x size], of which one number may be left open.
    private int Heads(string bias, int hidden)
    {
        foreach (OnnxNode node in Behind(bias).Where(node => node is { Operator: "Reshape", Inputs.Count: 2 }))
        {
            IReadOnlyList<long?> sizes = Constants(node.Inputs[1]);
            if (sizes is [.., { } heads, { } size] && sizes.Count >= 4)
            {
                heads = heads > 0 ? heads : size > 0 ? hidden / size : 0;
                if (heads > 0 && hidden % heads == 0 && (size == hidden / heads || size <= 0))
                {
                    return (int)heads;
                }
            }
        }

        throw NotTold("the number of attention heads");
    }

    /// <summary>The numbers of a shape, null for those that depend on the texts.</summary>
    private IReadOnlyList<long?> Constants(string name)
    {
        if (graph.Constant(name)?.Integers is { } known)
        {
            return [.. known.Select(number => (long?)number)];
        }

        return graph.Producer(name) is { Operator: "Concat" } join
            ? [.. join.Inputs.Select(part => graph.Constant(part)?.Integers is [var number] ? number : (long?)null)]
            : [];
    }

    private double Epsilon()
    {
        foreach (OnnxNode node in Takers(TensorName.EmbeddingNorm + TensorName.Weight))
        {
            float? epsilon = node.Operator switch
            {
                "LayerNormalization" => node.Attribute("epsilon")?.Number ?? DefaultEpsilon,
                "Mul" => node.Inputs.Select(Variance).FirstOrDefault(found => found is not null),
                _ => null,
            };
            if (epsilon is > 0 and < 1)
            {
                // The shortest decimal is what the model was configured with.
                return double.Parse(epsilon.Value.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            }
        }

        throw NotTold("the epsilon of layer normalization");
    }

    /// <summary>What is added to a variance under the root that divides a value.</summary>
    private float? Variance(string value) =>
        graph.Producer(value) is { Operator: "Div", Inputs: [_, var root] }
        && graph.Producer(root) is { Operator: "Sqrt", Inputs: [var sum] }
        && graph.Producer(sum) is { Operator: "Add" } add
        && add.Inputs.Select(graph.Constant).FirstOrDefault(constant => constant is not null) is { Stored: { Type: not null } number }
        && StoredTensor.CountOf(number.Shape) == 1
            ? ReadSingle(number)
            : null;

    private static float ReadSingle(StoredTensor tensor)
    {
        float value = 0;
        tensor.Read(new Span<float>(ref value));
        return value;
    }

    private TransformerActivation Activation(string bias)
    {
        foreach (OnnxNode node in Behind(bias))
        {
            switch (node.Operator)
            {
                case "Erf":
                    return TransformerActivation.Gelu;
                case "Gelu":
                    return node.Attribute("approximate")?.Text == "tanh" ? TransformerActivation.GeluTanh : TransformerActivation.Gelu;
                case "Tanh" or "FastGelu":
                    return TransformerActivation.GeluTanh;
                case "Relu":
                    return TransformerActivation.Relu;
            }
        }

        throw NotTold("the activation of the feed-forward part");
    }

    /// <summary>The operations behind the one that adds a bias, nearest first, up to the next product of matrices.</summary>
    private IEnumerable<OnnxNode> Behind(string bias)
    {
        var seen = new HashSet<OnnxNode>(ReferenceEqualityComparer.Instance);
        var next = new Queue<string>(Takers(bias).SelectMany(node => node.Outputs));
        while (next.TryDequeue(out string? value))
        {
            foreach (OnnxNode node in graph.Consumers(value).Where(node => node.Operator is not ("MatMul" or "Gemm" or "Shape")))
            {
                if (seen.Count < MostSteps && seen.Add(node))
                {
                    yield return node;
                    foreach (string output in node.Outputs)
                    {
                        next.Enqueue(output);
                    }
                }
            }
        }
    }

    private IEnumerable<OnnxNode> Takers(string name) =>
        graph.Constants.Keys.Where(given => TensorName.Canonical(given) == name).SelectMany(graph.Consumers);

    private InvalidDataException NotTold(string what) => Fault($"the graph does not tell {what}. Put the config.json of the model beside it.");

    private InvalidDataException Fault(string what) => graph.File.Fault(what);
}
