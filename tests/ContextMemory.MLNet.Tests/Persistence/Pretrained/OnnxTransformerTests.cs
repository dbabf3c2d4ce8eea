using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Persistence.Pretrained;

namespace ContextMemory.MLNet.Tests.Persistence.Pretrained;

public sealed class OnnxTransformerTests : IDisposable
{
    private static readonly TransformerShape Shape = new()
    {
        VocabularySize = 7,
        HiddenSize = 4,
        Layers = 2,
        Heads = 2,
        FeedForwardSize = 6,
        Positions = 5,
        TokenTypes = 2,
        Epsilon = 1e-5,
    };

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("MatMul", false, false)]
    [InlineData("Gemm", true, false)]
    [InlineData("Transpose", false, true)]
    public void Weights_and_sizes_are_found_in_the_graph(string product, bool hasLayerNormalization, bool usesFloatData)
    {
        _folder.Write("model.onnx", new TinyOnnx { Product = product, HasLayerNormalization = hasLayerNormalization, UsesFloatData = usesFloatData }.ToArray());
        using var model = PretrainedFolder.Open(_folder.Path);
        Assert.Equal("bert", model.Architecture);
        Assert.Equal(Shape, model.Shape);
        PretrainedFolderTests.AssertTensors(model, TinyTransformer.Tensors);
    }

    [Theory]
    [InlineData("Erf", TransformerActivation.Gelu)]
    [InlineData("Gelu", TransformerActivation.Gelu)]
    [InlineData("Tanh", TransformerActivation.GeluTanh)]
    [InlineData("Relu", TransformerActivation.Relu)]
    internal void The_activation_is_found_in_the_graph(string operation, TransformerActivation expected)
    {
        _folder.Write("model.onnx", new TinyOnnx { Activation = operation }.ToArray());
        using var model = PretrainedFolder.Open(_folder.File("model.onnx"));
        Assert.Equal(expected, model.Shape.Activation);
    }

    [Fact]
    public void DistilBERT_is_known_by_its_names()
    {
        _folder.Write("model.onnx", new TinyOnnx { Rename = TinyTransformer.Distilled }.ToArray());
        using var model = PretrainedFolder.Open(_folder.Path);
        Assert.Equal("distilbert", model.Architecture);
        Assert.Equal(Shape with { TokenTypes = 0 }, model.Shape);
        PretrainedFolderTests.AssertTensors(
            model, [.. TinyTransformer.Tensors.Where(tensor => !tensor.Name.Contains("token_type", StringComparison.Ordinal))]);
    }

    [Fact]
    public void A_configuration_above_the_folder_onnx_counts()
    {
        _folder.Write("onnx/model.onnx", new TinyOnnx { Rename = name => "roberta." + name }.ToArray());
        _folder.Write("config.json", TinyTransformer.Config.Replace("\"bert\"", "\"roberta\"", StringComparison.Ordinal));
        using var model = PretrainedFolder.Open(_folder.File("onnx/model.onnx"));
        Assert.Equal((_folder.Path, "roberta", 1), (model.Path, model.Architecture, model.Shape.FirstPosition));
        PretrainedFolderTests.AssertTensors(model, TinyTransformer.Tensors);
    }

    [Fact]
    public void RoBERTa_needs_its_configuration() =>
        AssertFault(new TinyOnnx { Rename = name => "roberta." + name }.ToArray(), "Put the config.json of the model beside it");

    [Fact]
    public void A_weight_that_the_graph_does_not_have_is_told() => AssertFault(
        new TinyOnnx { Rename = name => name == "encoder.layer.1.output.dense.bias" ? null : name }.ToArray(),
        "tensor 'encoder.layer.1.output.dense.weight' is missing. Export the model to ONNX without optimization");

    [Fact]
    public void An_activation_that_is_not_known_is_told() =>
        AssertFault(new TinyOnnx { Activation = "Sigmoid" }.ToArray(), "does not tell the activation");

    [Theory]
    [InlineData("MatMulInteger")]
    [InlineData("DequantizeLinear")]
    [InlineData("QLinearMatMul")]
    public void A_quantized_model_is_told(string operation) =>
        AssertFault(new TinyOnnx { Extra = new ProtobufBytes().Text(4, operation) }.ToArray(), $"the model is quantized: it has the operation {operation}");

    [Fact]
    public void Weights_of_bytes_are_told()
    {
        ProtobufBytes words = new ProtobufBytes().Varint(1, 7).Varint(1, 4).Varint(2, 3).Text(8, "embeddings.word_embeddings.weight").Bytes(9, new byte[28]);
        byte[] model =
        [
            .. new TinyOnnx { Rename = name => name == "embeddings.word_embeddings.weight" ? null : name }.ToArray(),
            .. new ProtobufBytes().Message(7, new ProtobufBytes().Message(5, words)).ToArray(),
        ];
        AssertFault(model, "tensor 'embeddings.word_embeddings.weight' has type INT8");
    }

    [Fact]
    public void Another_model_is_told() =>
        AssertFault(Graph(TinyOnnx.Tensor("shared.weight", [1], [1])), "no constant has a name of a transformer of the BERT family");

    public void Dispose() => _folder.Dispose();

    private static byte[] Graph(ProtobufBytes tensor) => new ProtobufBytes().Message(7, new ProtobufBytes().Message(5, tensor)).ToArray();

    private void AssertFault(byte[] model, string fault)
    {
        _folder.Write("model.onnx", model);
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => PretrainedFolder.Open(_folder.Path));
        Assert.Contains(_folder.File("model.onnx"), exception.Message, StringComparison.Ordinal);
        Assert.Contains(fault, exception.Message, StringComparison.Ordinal);
    }
}
