using ContextMemory.MLNet.Benchmarks.Speed;
using static ContextMemory.MLNet.Benchmarks.Peers.OnnxGraph;

namespace ContextMemory.MLNet.Benchmarks.Peers;

/// <summary>Writes a classifier with our weights as an ONNX model, whose input has a fixed shape.</summary>
/// <param name="options">The sizes.</param>
/// <param name="weights">Ours.</param>
internal sealed class OnnxClassifier(WorkloadOptions options, NamedWeights weights)
{
    /// <summary>Name of the codes: [tokens x documents] for recurrent layers, else [documents x tokens].</summary>
    public const string Input = "codes";

    private readonly OnnxGraph _graph = new();
    private readonly int _documents = options.BatchSize;
    private readonly int _tokens = options.Lengths[0];

    /// <summary>Whether attention is one operator of ONNX Runtime, not products and a softmax.</summary>
    public bool UsesOwnAttention { get; init; }

    /// <summary>The name of the logits, once the model is written.</summary>
    public string Output { get; private set; } = "";

    public byte[] Write()
    {
        int size = options.Encoder.EmbeddingSize;
        string table = _graph.Constant(weights["embedding.weight"], options.VocabularySize, size);
        string embedded = _graph.Node("Gather", [table, Input]);
        (string pooled, int pooledSize) = options.Encoder is AttentionOptions attention
            ? (Pool(Transform(attention, embedded), axis: 1), size)
            : Read((RecurrentOptions)options.Encoder, embedded);
        string head = _graph.Constant(weights["head.weight"], options.Classes, pooledSize);
        Output = _graph.Node("Gemm", [pooled, head, _graph.Constant(weights["head.bias"], options.Classes)], Attribute("transB", 1));
        return _graph.ToModel(Input, options.Encoder is RecurrentOptions ? [_tokens, _documents] : [_documents, _tokens], Output, [_documents, options.Classes]);
    }

    private string Pool(string rows, long axis) =>
        _graph.Node("ReduceMean", [rows, _graph.Constant([axis])], Attribute("keepdims", 0));

    /// <summary>From [tokens x documents x size] to the documents' vectors.</summary>
    private (string Pooled, int Size) Read(RecurrentOptions encoder, string rows)
    {
        int directions = encoder.Bidirectional ? 2 : 1;
        int inputs = encoder.EmbeddingSize;
        string read = ReadLayer(encoder, 0, inputs, rows);
        for (int layer = 1; layer < encoder.Layers; layer++)
        {
            inputs = directions * encoder.HiddenSize;
            read = ReadLayer(encoder, layer, inputs, Join(read, [0, 2, 1, 3], [_tokens, _documents, inputs]));
        }

        int pooledSize = directions * encoder.HiddenSize;
        return (Join(Pool(read, axis: 0), [1, 0, 2], [_documents, pooledSize]), pooledSize);
    }

    /// <summary>Puts the directions of a document side by side.</summary>
    private string Join(string read, long[] order, long[] shape) =>
        _graph.Node("Reshape", [_graph.Node("Transpose", [read], Attribute("perm", order)), _graph.Constant(shape)]);

    /// <summary>From [tokens x documents x inputs] to [tokens x directions x documents x size].</summary>
    private string ReadLayer(RecurrentOptions encoder, int layer, int inputs, string rows)
    {
        // ONNX has the gates of an LSTM in the order i, o, f, g and those of a GRU in the order z, r, n.
        int[] gates = encoder is LstmOptions ? [0, 3, 1, 2] : [1, 0, 2];
        int size = encoder.HiddenSize;
        string[] directions = encoder.Bidirectional ? [$"_l{layer}", $"_l{layer}_reverse"] : [$"_l{layer}"];
        float[] inputWeight = [.. directions.SelectMany(direction => Ordered("weight_ih", direction))];
        float[] hiddenWeight = [.. directions.SelectMany(direction => Ordered("weight_hh", direction))];
        float[] bias = [.. directions.SelectMany(direction => (float[])[.. Ordered("bias_ih", direction), .. Ordered("bias_hh", direction)])];
        string[] parts =
        [
            rows,
            _graph.Constant(inputWeight, directions.Length, gates.Length * size, inputs),
            _graph.Constant(hiddenWeight, directions.Length, gates.Length * size, size),
            _graph.Constant(bias, directions.Length, 2 * gates.Length * size),
        ];
        var direction = Attribute("direction", encoder.Bidirectional ? "bidirectional" : "forward");
        return encoder is LstmOptions
            ? _graph.Node("LSTM", parts, direction, Attribute("hidden_size", size))
            : _graph.Node("GRU", parts, direction, Attribute("hidden_size", size), Attribute("linear_before_reset", 1));

        IEnumerable<float> Ordered(string name, string suffix)
        {
            float[][] own = [.. weights[$"encoder.{name}{suffix}"].Chunk(weights[$"encoder.{name}{suffix}"].Length / gates.Length)];
            return gates.SelectMany(gate => own[gate]);
        }
    }

    private string Transform(AttentionOptions encoder, string rows)
    {
        (int size, int inner) = (encoder.EmbeddingSize, encoder.FeedForwardSize);
        rows = _graph.Node("Add", [rows, _graph.Constant(PositionTable.Of(encoder, _tokens), _tokens, size)]);
        for (int layer = 0; layer < encoder.Layers; layer++)
        {
            string name = $"encoder.layers.{layer}.";
            string projected = Multiply(Normalize(rows, $"{name}norm1", size), $"{name}self_attn.in_proj_", size, 3 * size);
            string[] parts = _graph.Node("Split", [projected], outputs: 3, Attribute("axis", 2), Attribute("num_outputs", 3));
            string attended = UsesOwnAttention
                ? _graph.ContributedNode("MultiHeadAttention", parts, Attribute("num_heads", encoder.Heads))
                : Attend(parts, encoder.Heads, size / encoder.Heads);
            rows = _graph.Node("Add", [rows, Multiply(attended, $"{name}self_attn.out_proj.", size, size)]);
            string expanded = _graph.Node("Gelu", [Multiply(Normalize(rows, $"{name}norm2", size), $"{name}linear1.", size, inner)]);
            rows = _graph.Node("Add", [rows, Multiply(expanded, $"{name}linear2.", inner, size)]);
        }

        return Normalize(rows, "encoder.norm", size);
    }

    private string Attend(string[] parts, int heads, int size)
    {
        string scores = _graph.Node("MatMul", [Heads(parts[0], 0, 2, 1, 3), Heads(parts[1], 0, 2, 3, 1)]);
        string scaled = _graph.Node("Mul", [scores, _graph.Constant([(float)(1 / Math.Sqrt(size))])]);
        string shares = _graph.Node("Softmax", [scaled], Attribute("axis", -1));
        string attended = _graph.Node("MatMul", [shares, Heads(parts[2], 0, 2, 1, 3)]);
        string rows = _graph.Node("Transpose", [attended], Attribute("perm", 0, 2, 1, 3));
        return _graph.Node("Reshape", [rows, _graph.Constant([_documents, _tokens, heads * size])]);

        string Heads(string rows, params long[] order) => _graph.Node(
            "Transpose", [_graph.Node("Reshape", [rows, _graph.Constant([_documents, _tokens, heads, size])])], Attribute("perm", order));
    }

    private string Normalize(string rows, string name, int size) => _graph.Node(
        "LayerNormalization",
        [rows, _graph.Constant(weights[$"{name}.weight"], size), _graph.Constant(weights[$"{name}.bias"], size)],
        Attribute("axis", -1),
        Attribute("epsilon", 1e-5f));

    /// <summary>x W^T + b; ONNX wants the matrix as [inputs x outputs].</summary>
    private string Multiply(string rows, string name, int inputs, int outputs)
    {
        float[] weight = weights[$"{name}weight"];
        float[] turned = [.. Enumerable.Range(0, weight.Length).Select(i => weight[i % outputs * inputs + i / outputs])];
        string product = _graph.Node("MatMul", [rows, _graph.Constant(turned, inputs, outputs)]);
        return _graph.Node("Add", [product, _graph.Constant(weights[$"{name}bias"], outputs)]);
    }
}
