using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Persistence.Pretrained;

namespace ContextMemory.MLNet.Tests.Persistence.Pretrained;

public sealed class PretrainedFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> Prefixes => new()
    {
        { "", "bert" }, { "bert.", "bert" }, { "model.", "bert" }, { "0.auto_model.", "bert" }, { "roberta.", "roberta" }, { "roberta.", "xlm-roberta" },
    };

    [Theory]
    [MemberData(nameof(Prefixes))]
    public void Every_tensor_is_read_under_the_name_of_BERT(string prefix, string type)
    {
        TinyTransformer.Write(_folder.Path, TinyTransformer.Config.Replace("\"bert\"", $"\"{type}\"", StringComparison.Ordinal), name => prefix + name);
        using var model = PretrainedFolder.Open(_folder.Path);
        Assert.Equal(type, model.Architecture);
        Assert.Equal(type == "bert" ? 0 : 1, model.Shape.FirstPosition);
        AssertTensors(model, TinyTransformer.Tensors);
    }

    [Fact]
    public void Names_of_TensorFlow_are_read()
    {
        TinyTransformer.Write(
            _folder.Path,
            TinyTransformer.Config,
            name => name.Replace("LayerNorm.weight", "LayerNorm.gamma", StringComparison.Ordinal).Replace("LayerNorm.bias", "LayerNorm.beta", StringComparison.Ordinal));
        using var model = PretrainedFolder.Open(_folder.Path);
        AssertTensors(model, TinyTransformer.Tensors);
    }

    [Fact]
    public void DistilBERT_is_read()
    {
        TinyTransformer.Write(_folder.Path, TinyTransformer.DistilledConfig, TinyTransformer.Distilled);
        using var model = PretrainedFolder.Open(_folder.Path);
        Assert.Equal("distilbert", model.Architecture);
        Assert.Equal(
            new TransformerShape { VocabularySize = 7, HiddenSize = 4, Layers = 2, Heads = 2, FeedForwardSize = 6, Positions = 5 },
            model.Shape);
        AssertTensors(model, [.. TinyTransformer.Tensors.Where(tensor => !tensor.Name.Contains("token_type", StringComparison.Ordinal))]);
    }

    [Fact]
    public void Heads_of_tasks_are_left_out()
    {
        _folder.Write("config.json", TinyTransformer.Config);
        (string, long[], float[])[] others = [("pooler.dense.weight", [1], [1]), ("cls.predictions.bias", [1], [1]), ("embeddings.position_ids", [1], [1])];
        _folder.Write("model.safetensors", SafetensorsBytes.Of([.. others, .. TinyTransformer.Tensors]));
        using var model = PretrainedFolder.Open(_folder.File("model.safetensors"));
        Assert.Equal(_folder.Path, model.Path);
        AssertTensors(model, TinyTransformer.Tensors);
    }

    [Fact]
    public void Weights_in_several_files_are_read()
    {
        WriteShards("b.safetensors");
        using var model = PretrainedFolder.Open(_folder.Path);
        AssertTensors(model, TinyTransformer.Tensors);
        Assert.Equal(["a.safetensors", "b.safetensors"], model.WeightFiles.Select(file => file.Name));
    }

    [Theory]
    [InlineData("../b.safetensors", "expected the name of a file in the same folder")]
    [InlineData("/b.safetensors", "expected the name of a file in the same folder")]
    [InlineData("..\\\\b.safetensors", "expected the name of a file in the same folder")]
    [InlineData("c.safetensors", "names the file 'c.safetensors', which is not beside it")]
    [InlineData("a.safetensors", "is not in this file")]
    public void A_file_that_the_index_may_not_name_is_told(string name, string fault)
    {
        WriteShards(name);
        AssertFault(fault);
    }

    [Fact]
    public void The_convention_of_pooling_is_read()
    {
        TinyTransformer.Write(_folder.Path, TinyTransformer.Config, name => name);
        _folder.Write(
            "modules.json",
            """
            [{"idx":0,"name":"0","path":"","type":"sentence_transformers.models.Transformer"},
             {"idx":1,"name":"1","path":"1_Pooling","type":"sentence_transformers.models.Pooling"},
             {"idx":2,"name":"2","path":"2_Normalize","type":"sentence_transformers.models.Normalize"}]
            """);
        _folder.Write("1_Pooling/config.json", """{"word_embedding_dimension":4,"pooling_mode_cls_token":true,"pooling_mode_mean_tokens":false}""");
        _folder.Write("sentence_bert_config.json", """{"max_seq_length":4,"do_lower_case":false}""");
        using var model = PretrainedFolder.Open(_folder.Path);
        Assert.Equal(new PretrainedPooling(PretrainedPoolingKind.First, Normalizes: true), model.Pooling);
        Assert.Equal(4, model.MaximumTokens);
    }

    [Fact]
    public void What_a_folder_does_not_say_is_null()
    {
        TinyTransformer.Write(_folder.Path, TinyTransformer.Config, name => name);
        _folder.Write("tokenizer_config.json", """{"model_max_length":1000000000000000019884624838656}""");
        using var model = PretrainedFolder.Open(_folder.Path);
        Assert.Null(model.Pooling);
        Assert.Null(model.MaximumTokens);
    }

    [Theory]
    [InlineData("""{"model_max_length":3}""", 3)]
    [InlineData("""{"model_max_length":512}""", null)]
    public void The_limit_of_the_tokenizer_counts_where_positions_reach_so_far(string settings, int? expected)
    {
        TinyTransformer.Write(_folder.Path, TinyTransformer.Config, name => name);
        _folder.Write("tokenizer_config.json", settings);
        using var model = PretrainedFolder.Open(_folder.Path);
        Assert.Equal(expected, model.MaximumTokens);
    }

    [Theory]
    [InlineData("""{"pooling_mode_mean_tokens":true,"pooling_mode_max_tokens":true}""", "the pooling is 'mean_tokens' and 'max_tokens'")]
    [InlineData("""{"pooling_mode_weightedmean_tokens":true}""", "the pooling is 'weightedmean_tokens'")]
    [InlineData("""{}""", "the pooling is not named")]
    [InlineData("""{"pooling_mode_mean_tokens":"yes"}""", "'pooling_mode_mean_tokens' is \"yes\": expected true or false")]
    public void Pooling_that_is_not_supported_is_told(string pooling, string fault)
    {
        TinyTransformer.Write(_folder.Path, TinyTransformer.Config, name => name);
        _folder.Write("1_Pooling/config.json", pooling);
        AssertFault(fault);
    }

    [Theory]
    [InlineData("""[{"path":"","type":"a.Transformer"},{"path":"2_Dense","type":"a.Dense"}]""", "a module of type 'a.Dense'")]
    [InlineData("""[{"path":"../x","type":"a.Pooling"}]""", "'path' is '../x'")]
    [InlineData("""[{"path":"1_Pooling","type":"a.Pooling"}]""", "modules.json names it")]
    [InlineData("""[3]""", "a module is Number")]
    [InlineData("""[{"path":""}]""", "has no 'type'")]
    public void Modules_that_are_not_supported_are_told(string modules, string fault)
    {
        TinyTransformer.Write(_folder.Path, TinyTransformer.Config, name => name);
        _folder.Write("modules.json", modules);
        AssertFault(fault);
    }

    [Fact]
    public void A_pickle_is_not_opened_and_its_conversion_told()
    {
        _folder.Write("config.json", TinyTransformer.Config);
        _folder.Write("pytorch_model.bin", "no matter what");
        AssertFault("safe_serialization=True");
    }

    [Fact]
    public void A_folder_without_weights_is_told() => AssertFault("has no weights");

    [Fact]
    public void A_folder_that_is_not_there_is_told() =>
        Assert.Throws<DirectoryNotFoundException>(() => PretrainedFolder.Open(_folder.File("none")));

    [Fact]
    public void A_missing_configuration_is_told()
    {
        _folder.Write("model.safetensors", SafetensorsBytes.Of(TinyTransformer.Tensors));
        AssertFault("has no config.json");
    }

    [Fact]
    public void A_missing_tensor_is_told()
    {
        TinyTransformer.Write(_folder.Path, TinyTransformer.Config, name => name == "encoder.layer.1.output.dense.bias" ? null : name);
        AssertFault("tensor 'encoder.layer.1.output.dense.bias' is missing");
    }

    [Fact]
    public void A_tensor_that_is_there_twice_is_told()
    {
        _folder.Write("config.json", TinyTransformer.Config);
        _folder.Write("model.safetensors", SafetensorsBytes.Of([.. TinyTransformer.Tensors, ("bert.embeddings.LayerNorm.bias", [4], new float[4])]));
        AssertFault("tensor 'embeddings.LayerNorm.bias' appears twice");
    }

    [Theory]
    [InlineData("\"vocab_size\":7", "\"vocab_size\":8", "has shape [7 x 4], and the configuration says [8 x 4]")]
    [InlineData("\"num_hidden_layers\":2", "\"num_hidden_layers\":1", "the configuration says 1 layers")]
    [InlineData("\"num_hidden_layers\":2", "\"num_hidden_layers\":3", "'encoder.layer.2.attention.self.query.weight' is missing")]
    public void A_configuration_of_another_model_is_told(string before, string after, string fault)
    {
        TinyTransformer.Write(_folder.Path, TinyTransformer.Config.Replace(before, after, StringComparison.Ordinal), name => name);
        AssertFault(fault);
    }

    [Fact]
    public void A_type_of_quantized_weights_is_told()
    {
        string one = """{"embeddings.word_embeddings.weight":{"dtype":"I8","shape":[7,4],"data_offsets":[0,28]}}""";
        _folder.Write("config.json", TinyTransformer.Config);
        _folder.Write("model.safetensors", SafetensorsBytes.Of(one, new byte[28]));
        AssertFault("tensor 'embeddings.word_embeddings.weight' has type I8");
    }

    [Fact]
    public void Another_model_is_told()
    {
        _folder.Write("config.json", TinyTransformer.Config);
        _folder.Write("model.safetensors", SafetensorsBytes.Of([("shared.weight", [1], [1])]));
        AssertFault("no tensor has a name of a transformer of the BERT family");
    }

    [Fact]
    public void A_wrong_name_or_length_is_told()
    {
        TinyTransformer.Write(_folder.Path, TinyTransformer.Config, name => name);
        using var model = PretrainedFolder.Open(_folder.Path);
        Assert.Throws<ArgumentException>("name", () => model.Read("pooler.dense.weight", new float[1]));
        Assert.Throws<ArgumentException>("destination", () => model.Read("embeddings.LayerNorm.bias", new float[3]));
    }

    public void Dispose() => _folder.Dispose();

    internal static void AssertTensors(PretrainedFolder model, IReadOnlyList<(string Name, long[] Shape, float[] Values)> expected)
    {
        Assert.Equal(expected.Select(tensor => tensor.Name).Order(), model.TensorNames.Order());
        foreach ((string name, _, float[] values) in expected)
        {
            var read = new float[values.Length];
            model.Read(name, read);
            Assert.Equal(values, read);
        }
    }

    private void WriteShards(string nameOfSecond)
    {
        _folder.Write("config.json", TinyTransformer.Config);
        _folder.Write("a.safetensors", SafetensorsBytes.Of(TinyTransformer.Tensors.Take(9)));
        _folder.Write("b.safetensors", SafetensorsBytes.Of(TinyTransformer.Tensors.Skip(9)));
        IEnumerable<string> places = TinyTransformer.Tensors.Select((tensor, index) => $"\"{tensor.Name}\":\"{(index < 9 ? "a.safetensors" : nameOfSecond)}\"");
        _folder.Write("model.safetensors.index.json", $"{{\"metadata\":{{\"total_size\":1}},\"weight_map\":{{{string.Join(',', places)}}}}}");
    }

    private void AssertFault(string fault)
    {
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => PretrainedFolder.Open(_folder.Path));
        Assert.Contains(_folder.Path, exception.Message, StringComparison.Ordinal);
        Assert.Contains(fault, exception.Message, StringComparison.Ordinal);
    }
}
