using System.Text.Json;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Persistence.Tensors;

namespace ContextMemory.MLNet.Persistence.Pretrained;

/// <summary>The architecture and the sizes of a pretrained model, as its config.json gives them.</summary>
internal sealed record PretrainedConfig(string Architecture, TransformerShape Shape)
{
    public const string Bert = "bert";
    public const string DistilBert = "distilbert";
    public const string Roberta = "roberta";
    public const string XlmRoberta = "xlm-roberta";

    /// <summary>What CamemBERT calls itself, which is RoBERTa with another tokenizer.</summary>
    public const string Camembert = "camembert";

    // Above every model of the family, and so low that no product of two of them overflows.
    private const int LargestVocabulary = 10_000_000;
    private const int LargestSize = 65_536;
    private const int MostLayers = 1_000;
    private const int MostPositions = 1_000_000;
    private const int MostTokenTypes = 1_000;
    private const double LargestEpsilon = 0.1;
    private const double DefaultEpsilon = 1e-12;

    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="InvalidDataException">It is not the configuration of a model that can be read.</exception>
    public static PretrainedConfig Read(string path) =>
        JsonFile.Read(path, JsonValueKind.Object, root => Read(new ConfigFile(path, root)));

    /// <summary>Throws unless attention heads share a vector evenly.</summary>
    public static void CheckHeads(string path, int hiddenSize, int heads)
    {
        if (hiddenSize % heads != 0)
        {
            throw new InvalidDataException($"'{path}': {heads} attention heads do not divide the hidden size {hiddenSize} evenly.");
        }
    }

    private static PretrainedConfig Read(ConfigFile file)
    {
        string architecture = ReadArchitecture(file);
        RefuseOthers(file);
        bool distilled = architecture == DistilBert;
        TransformerShape shape = new()
        {
            VocabularySize = file.Integer("vocab_size", 1, LargestVocabulary),
            HiddenSize = file.Integer(distilled ? "dim" : "hidden_size", 1, LargestSize),
            Layers = file.Integer(distilled ? "n_layers" : "num_hidden_layers", 1, MostLayers),
            Heads = file.Integer(distilled ? "n_heads" : "num_attention_heads", 1, LargestSize),
            FeedForwardSize = file.Integer(distilled ? "hidden_dim" : "intermediate_size", 1, LargestSize),
            Positions = file.Integer("max_position_embeddings", 1, MostPositions),
            FirstPosition = FirstPosition(file, architecture),
            TokenTypes = distilled ? 0 : file.OptionalInteger("type_vocab_size", 1, MostTokenTypes) ?? 2,
            Epsilon = distilled ? DefaultEpsilon : file.OptionalNumber("layer_norm_eps", LargestEpsilon) ?? DefaultEpsilon,
            Activation = ReadActivation(file, distilled ? "activation" : "hidden_act"),
        };
        CheckHeads(file.Path, shape.HiddenSize, shape.Heads);
        return shape.FirstPosition < shape.Positions
            ? new PretrainedConfig(architecture, shape)
            : throw file.Fault($"'pad_token_id' is {shape.FirstPosition - 1}: the first position would be behind the last of {shape.Positions}.");
    }

    private static string ReadArchitecture(ConfigFile file) => file.Text("model_type") switch
    {
        Bert => Bert,
        DistilBert => DistilBert,
        Roberta or Camembert => Roberta,
        XlmRoberta => XlmRoberta,
        null => throw file.Missing("model_type"),
        { } other => throw file.Fault(
            $"the model is of type '{Excerpt.Of(other)}': supported are {Bert}, {DistilBert}, {Roberta}, {XlmRoberta} and {Camembert}."),
    };

    private static void RefuseOthers(ConfigFile file)
    {
        if (file.Text("position_embedding_type") is { } positions and not "absolute")
        {
            throw file.Fault($"'position_embedding_type' is '{Excerpt.Of(positions)}': supported is 'absolute'.");
        }

        if (file.Flag("is_decoder"))
        {
            throw file.Fault("'is_decoder' is true: supported are encoders, which read a text in both directions.");
        }
    }

    // RoBERTa counts positions from the one behind that of the padding.
    private static int FirstPosition(ConfigFile file, string architecture)
    {
        int? padding = file.OptionalInteger("pad_token_id", 0, LargestVocabulary);
        return architecture is Roberta or XlmRoberta ? (padding ?? 1) + 1 : 0;
    }

    private static TransformerActivation ReadActivation(ConfigFile file, string name) => file.Text(name) switch
    {
        null or "gelu" => TransformerActivation.Gelu,
        "gelu_new" or "gelu_pytorch_tanh" => TransformerActivation.GeluTanh,
        "relu" => TransformerActivation.Relu,
        { } other => throw file.Fault($"'{name}' is '{Excerpt.Of(other)}': supported are gelu, gelu_new, gelu_pytorch_tanh and relu."),
    };
}
