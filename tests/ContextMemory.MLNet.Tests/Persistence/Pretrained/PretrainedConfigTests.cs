using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Persistence.Pretrained;

namespace ContextMemory.MLNet.Tests.Persistence.Pretrained;

public sealed class PretrainedConfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_sizes_of_BERT_are_read()
    {
        Assert.Equal(
            new TransformerShape
            {
                VocabularySize = 7,
                HiddenSize = 4,
                Layers = 2,
                Heads = 2,
                FeedForwardSize = 6,
                Positions = 5,
                TokenTypes = 2,
                Epsilon = 1e-5,
                Activation = TransformerActivation.Gelu,
            },
            Read(TinyTransformer.Config).Shape);
    }

    [Theory]
    [InlineData("bert", "bert", 0)]
    [InlineData("roberta", "roberta", 1)]
    [InlineData("camembert", "roberta", 1)]
    [InlineData("xlm-roberta", "xlm-roberta", 1)]
    public void The_first_position_is_that_of_the_architecture(string type, string architecture, int first)
    {
        PretrainedConfig config = Read(TinyTransformer.Config.Replace("\"bert\"", $"\"{type}\"", StringComparison.Ordinal));
        Assert.Equal((architecture, first), (config.Architecture, config.Shape.FirstPosition));
    }

    [Theory]
    [InlineData("gelu", TransformerActivation.Gelu)]
    [InlineData("gelu_new", TransformerActivation.GeluTanh)]
    [InlineData("gelu_pytorch_tanh", TransformerActivation.GeluTanh)]
    [InlineData("relu", TransformerActivation.Relu)]
    internal void Activations_are_told_apart(string name, TransformerActivation expected) =>
        Assert.Equal(expected, Read(TinyTransformer.Config.Replace("\"gelu\"", $"\"{name}\"", StringComparison.Ordinal)).Shape.Activation);

    [Theory]
    [InlineData("\"bert\"", "\"t5\"", "the model is of type 't5': supported are bert")]
    [InlineData("\"model_type\":\"bert\",", "", "has no 'model_type'")]
    [InlineData("\"bert\"", "7", "'model_type' is 7: expected a text")]
    [InlineData("\"vocab_size\":7,", "", "has no 'vocab_size'")]
    [InlineData("\"vocab_size\":7", "\"vocab_size\":null", "has no 'vocab_size'")]
    [InlineData("\"vocab_size\":7", "\"vocab_size\":\"7\"", "'vocab_size' is \"7\": expected a whole number from 1 to 10000000")]
    [InlineData("\"vocab_size\":7", "\"vocab_size\":7.5", "'vocab_size' is 7.5: expected a whole number")]
    [InlineData("\"hidden_size\":4", "\"hidden_size\":0", "'hidden_size' is 0: expected a whole number from 1 to 65536")]
    [InlineData("\"hidden_size\":4", "\"hidden_size\":2000000000", "'hidden_size' is 2000000000")]
    [InlineData("\"hidden_size\":4", "\"hidden_size\":[4]", "'hidden_size' is [4]")]
    [InlineData("\"hidden_size\":4", "\"hidden_size\":5", "2 attention heads do not divide the hidden size 5")]
    [InlineData("\"num_hidden_layers\":2", "\"num_hidden_layers\":-2", "'num_hidden_layers' is -2")]
    [InlineData("\"intermediate_size\":6", "\"intermediate_size\":99999999999", "'intermediate_size' is 99999999999")]
    [InlineData("\"type_vocab_size\":2", "\"type_vocab_size\":0", "'type_vocab_size' is 0")]
    [InlineData("1e-5", "0", "'layer_norm_eps' is 0: expected a number above 0, at most 0.1")]
    [InlineData("1e-5", "1e999", "'layer_norm_eps' is 1e999")]
    [InlineData("\"gelu\"", "\"swiglu\"", "'hidden_act' is 'swiglu': supported are gelu")]
    [InlineData("{", "{\"position_embedding_type\":\"relative_key\",", "'position_embedding_type' is 'relative_key': supported is 'absolute'")]
    [InlineData("{", "{\"is_decoder\":true,", "'is_decoder' is true")]
    [InlineData("{", "{\"is_decoder\":1,", "'is_decoder' is 1: expected true or false")]
    [InlineData("{", "{\"vocab_size\":7,", "not JSON")]
    [InlineData("{", "[", "not JSON")]
    public void A_fault_names_file_field_and_what_was_found(string before, string after, string fault)
    {
        InvalidDataException exception = Assert.Throws<InvalidDataException>(() => Read(TinyTransformer.Config.Replace(before, after, StringComparison.Ordinal)));
        Assert.Contains(_folder.File("config.json"), exception.Message, StringComparison.Ordinal);
        Assert.Contains(fault, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_position_of_RoBERTa_must_be_one()
    {
        string config = TinyTransformer.Config.Replace("\"bert\"", "\"roberta\"", StringComparison.Ordinal);
        string fault = Assert.Throws<InvalidDataException>(() => Read(config.Replace("\"pad_token_id\":0", "\"pad_token_id\":4", StringComparison.Ordinal))).Message;
        Assert.Contains("'pad_token_id' is 4", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_of_more_than_16_MiB_is_refused()
    {
        string path = _folder.File("config.json");
        using (FileStream file = File.Create(path))
        {
            file.SetLength((1 << 24) + 1);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains("at most 16777216", Assert.Throws<InvalidDataException>(() => PretrainedConfig.Read(path)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    public void Dispose() => _folder.Dispose();

    private PretrainedConfig Read(string config) => PretrainedConfig.Read(_folder.Write("config.json", config));
}
