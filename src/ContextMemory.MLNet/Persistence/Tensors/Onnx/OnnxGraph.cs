using ContextMemory.MLNet.Persistence.Tensors.Protobuf;

namespace ContextMemory.MLNet.Persistence.Tensors.Onnx;

/// <summary>The operations and the constants of an ONNX file, and which operation makes and which take a value.</summary>
internal sealed class OnnxGraph
{
    // Above every model of the family. What one of them takes in memory is more than it takes in the file.
    private const int MostEntries = 100_000;
    private const int MostNames = 1_000;

    private readonly ProtobufReader _reader;
    private readonly OnnxTensorReader _tensors;
    private readonly List<OnnxNode> _nodes = [];
    private readonly Dictionary<string, OnnxTensor> _constants = [];
    private readonly Dictionary<string, OnnxNode> _producers = [];
    private readonly Dictionary<string, List<OnnxNode>> _consumers = [];

    private OnnxGraph(DataFile file)
    {
        _reader = new ProtobufReader(file, "ONNX");
        _tensors = new OnnxTensorReader(_reader);
    }

    public DataFile File => _reader.File;

    public IReadOnlyList<OnnxNode> Nodes => _nodes;

    /// <summary>The constants by their names in the graph, those that operations hand on among them.</summary>
    public IReadOnlyDictionary<string, OnnxTensor> Constants => _constants;

    /// <exception cref="InvalidDataException">The file is damaged, or its weights are in another file.</exception>
    public static OnnxGraph Read(DataFile file)
    {
        var graph = new OnnxGraph(file);
        graph.ReadModel();
        graph.Connect();
        return graph;
    }

    /// <summary>The operation that makes a value; null where none does.</summary>
    public OnnxNode? Producer(string name) => _producers.GetValueOrDefault(name);

    /// <summary>The operations that take a value.</summary>
    public IReadOnlyList<OnnxNode> Consumers(string name) => _consumers.GetValueOrDefault(name) ?? [];

    public OnnxTensor? Constant(string name) => _constants.GetValueOrDefault(name);

    private void ReadModel()
    {
        const int Graph = 7;
        bool found = false;
        foreach (ProtobufField field in _reader.Fields(_reader.Whole).Where(field => field.Number == Graph))
        {
            found = true;
            ReadGraph(_reader.Bytes(field));
        }

        if (!found)
        {
            throw File.Fault("the file has no graph: it is not one of ONNX, or it is cut off. Download it again.");
        }
    }

    private void ReadGraph(ProtobufRange message)
    {
        foreach (ProtobufField field in _reader.Fields(message))
        {
            switch (field.Number)
            {
                case 1:
                    _nodes.Add(ReadNode(_reader.Bytes(field)));
                    break;
                case 5:
                    OnnxTensor tensor = _tensors.Read(_reader.Bytes(field));
                    AddConstant(tensor.Stored.Name, tensor);
                    break;
            }

            if (_nodes.Count > MostEntries || _constants.Count > MostEntries)
            {
                throw File.Fault($"the graph has more than {MostEntries} operations or constants: it is no transformer of the BERT family.");
            }
        }
    }

    private OnnxNode ReadNode(ProtobufRange message)
    {
        var inputs = new List<string>();
        var outputs = new List<string>();
        var attributes = new List<OnnxAttribute>();
        string type = "";
        foreach (ProtobufField field in _reader.Fields(message))
        {
            switch (field.Number)
            {
                case 1:
                    inputs.Add(_reader.Text(field));
                    break;
                case 2:
                    outputs.Add(_reader.Text(field));
                    break;
                case 4:
                    type = _reader.Text(field);
                    break;
                case 5:
                    attributes.Add(ReadAttribute(_reader.Bytes(field)));
                    break;
            }

            if (inputs.Count > MostNames || outputs.Count > MostNames || attributes.Count > MostNames)
            {
                throw _reader.Damaged(message.Begin, $"an operation has more than {MostNames} inputs, outputs or settings");
            }
        }

        return new OnnxNode(type, inputs, outputs, attributes);
    }

    private OnnxAttribute ReadAttribute(ProtobufRange message)
    {
        var attribute = new OnnxAttribute("", 0, 0, "", null);
        foreach (ProtobufField field in _reader.Fields(message))
        {
            attribute = field switch
            {
                { Number: 1 } => attribute with { Name = _reader.Text(field) },
                { Number: 2 } => attribute with { Number = BitConverter.UInt32BitsToSingle((uint)field.Value) },
                { Number: 3 } => attribute with { Integer = (long)field.Value },
                { Number: 4, Range.Length: <= 100 } => attribute with { Text = _reader.Text(field) },
                { Number: 5 } => attribute with { Tensor = _tensors.Read(_reader.Bytes(field)) },
                _ => attribute,
            };
        }

        return attribute;
    }

    private void AddConstant(string name, OnnxTensor tensor)
    {
        if (!_constants.TryAdd(name, tensor))
        {
            throw File.Fault($"two constants are named '{Excerpt.Of(name)}'. Download the file again.");
        }
    }

    private void Connect()
    {
        foreach (OnnxNode node in _nodes)
        {
            foreach (string output in node.Outputs)
            {
                _producers.TryAdd(output, node);
            }

            foreach (string input in node.Inputs.Distinct())
            {
                _consumers.TryAdd(input, []);
                _consumers[input].Add(node);
            }

            if (node.Outputs is [var made] && ConstantOf(node) is { } tensor)
            {
                AddConstant(made, tensor);
            }
        }
    }

    // Exporters hand on a constant that two parts of the model share.
    private OnnxTensor? ConstantOf(OnnxNode node) => node.Operator switch
    {
        "Constant" => node.Attribute("value")?.Tensor,
        "Identity" when node.Inputs is [var given] => Constant(given),
        _ => null,
    };
}
