using System.Runtime.InteropServices;
using ContextMemory.MLNet.Tests.Support;

namespace ContextMemory.MLNet.Benchmarks.Peers;

/// <summary>A graph of ONNX with one input of whole numbers and one output, put together node by node (onnx.proto3).</summary>
internal sealed class OnnxGraph
{
    private const int IrVersion = 9;
    private const int Opset = 20;
    private const string Contributed = "com.microsoft";

    private readonly ProtobufBytes _graph = new ProtobufBytes().Text(2, "classifier");
    private int _names;

    /// <summary>Adds a node. Returns the name of its first output.</summary>
    public string Node(string type, string[] inputs, params ProtobufBytes[] attributes) => Node(type, inputs, outputs: 1, attributes)[0];

    /// <summary>Adds a node. Returns the names of its outputs.</summary>
    public string[] Node(string type, string[] inputs, int outputs, params ProtobufBytes[] attributes) => Node("", type, inputs, outputs, attributes);

    /// <summary>Adds a node of ONNX Runtime's own operators.</summary>
    public string ContributedNode(string type, string[] inputs, params ProtobufBytes[] attributes) => Node(Contributed, type, inputs, outputs: 1, attributes)[0];

    public string Constant(float[] values, params long[] shape) => Constant(1, MemoryMarshal.AsBytes<float>(values), shape);

    public string Constant(long[] values) => Constant(7, MemoryMarshal.AsBytes<long>(values), [values.Length]);

    public static ProtobufBytes Attribute(string name, long value) => new ProtobufBytes().Text(1, name).Varint(3, value).Varint(20, 2);

    public static ProtobufBytes Attribute(string name, float value) => new ProtobufBytes().Text(1, name).Single(2, value).Varint(20, 1);

    public static ProtobufBytes Attribute(string name, string value) => new ProtobufBytes().Text(1, name).Text(4, value).Varint(20, 3);

    public static ProtobufBytes Attribute(string name, params long[] values)
    {
        ProtobufBytes attribute = new ProtobufBytes().Text(1, name).Varint(20, 7);
        foreach (long value in values)
        {
            attribute.Varint(8, value);
        }

        return attribute;
    }

    /// <summary>The bytes of the model.</summary>
    public byte[] ToModel(string input, long[] inputShape, string output, long[] outputShape)
    {
        _graph.Message(11, Value(input, 7, inputShape)).Message(12, Value(output, 1, outputShape));
        return new ProtobufBytes()
            .Varint(1, IrVersion)
            .Message(7, _graph)
            .Message(8, new ProtobufBytes().Text(1, "").Varint(2, Opset))
            .Message(8, new ProtobufBytes().Text(1, Contributed).Varint(2, 1))
            .ToArray();
    }

    private string[] Node(string domain, string type, string[] inputs, int outputs, ProtobufBytes[] attributes)
    {
        var node = new ProtobufBytes();
        foreach (string input in inputs)
        {
            node.Text(1, input);
        }

        string[] names = [.. Enumerable.Range(0, outputs).Select(_ => Unused())];
        foreach (string name in names)
        {
            node.Text(2, name);
        }

        node.Text(4, type).Text(7, domain);
        foreach (ProtobufBytes attribute in attributes)
        {
            node.Message(5, attribute);
        }

        _graph.Message(1, node);
        return names;
    }

    private string Constant(int type, ReadOnlySpan<byte> values, long[] shape)
    {
        string name = Unused();
        var constant = new ProtobufBytes();
        foreach (long size in shape)
        {
            constant.Varint(1, size);
        }

        _graph.Message(5, constant.Varint(2, type).Text(8, name).Bytes(9, values.ToArray()));
        return name;
    }

    private static ProtobufBytes Value(string name, int type, long[] shape)
    {
        var sizes = new ProtobufBytes();
        foreach (long size in shape)
        {
            sizes.Message(1, new ProtobufBytes().Varint(1, size));
        }

        ProtobufBytes tensor = new ProtobufBytes().Varint(1, type).Message(2, sizes);
        return new ProtobufBytes().Text(1, name).Message(2, new ProtobufBytes().Message(1, tensor));
    }

    private string Unused() => $"v{_names++}";
}
