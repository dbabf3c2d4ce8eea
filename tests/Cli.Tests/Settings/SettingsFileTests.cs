using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Settings;
using ContextMemory.MLNet.Cli.Tests.Support;

namespace ContextMemory.MLNet.Cli.Tests.Settings;

public sealed class SettingsFileTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_the_file_names_takes_the_place_of_the_default()
    {
        var defaults = new ContextMemoryClassifierOptions();

        ContextMemoryClassifierOptions options = Read("""
            {
              // Comments and commas at the end do no harm.
              "encoder": { "heads": 2, "kind": "attention", "pooling": "Mean, Attention" },
              "training": { "seed": 7, "learningRate": 1e-4, },
              "labelSmoothing": 0.1,
            }
            """);

        Assert.Equal(
            defaults with
            {
                Encoder = new AttentionOptions { Heads = 2, Pooling = Pooling.Mean | Pooling.Attention },
                Training = defaults.Training with { Seed = 7, LearningRate = 1e-4 },
                LabelSmoothing = 0.1,
            },
            options);
    }

    [Fact]
    public void Options_that_are_not_there_by_default_can_be_given()
    {
        Assert.Equal(
            new WordVectorOptions { Path = "glove.txt", IsFrozen = true },
            Read("""{ "wordVectors": { "path": "glove.txt", "isFrozen": true } }""").WordVectors);
        Assert.Equal(new WordVectorOptions { IsFrozen = true }, Read("""{ "wordVectors": { "isFrozen": true } }""").WordVectors);
    }

    [Fact]
    public void What_the_file_says_of_an_encoder_leaves_the_rest_to_the_task()
    {
        EncoderOptions lstm = Read("""{ "encoder": { "kind": "lstm" } }""").Encoder;

        Assert.Equal(new ContextMemoryClassifierOptions { Encoder = new LstmOptions() }.Encoder, lstm);
        Assert.Equal(0, Assert.IsType<LstmOptions>(lstm).HiddenSize);
    }

    [Fact]
    public void The_kind_of_the_command_line_wins_over_that_of_the_file()
    {
        string path = _folder.Write("c.json", """{ "encoder": { "kind": "Lstm", "layers": 2 }, "memory": { "hiddenSize": 8 } }""");
        string sizes = _folder.Write("s.json", """{ "encoder": { "hiddenSize": 64 } }""");

        var options = SettingsFile.Read<ContextMemorySummarizeOptions>(path, EncoderKind.Attention);

        Assert.Equal(new ContextMemorySummarizeOptions { Encoder = new AttentionOptions { Layers = 2 }, Memory = new LstmOptions { HiddenSize = 8 } }, options);
        Assert.StartsWith(
            $"{sizes}: there is no setting 'encoder.hiddenSize' for an encoder of kind Attention.",
            Assert.Throws<FailureException>(() => SettingsFile.Read<ContextMemoryClassifierOptions>(sizes, EncoderKind.Attention)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_object_changes_nothing() => Assert.Equal(new ContextMemoryClassifierOptions(), Read("{}"));

    [Theory]
    [InlineData("""{ "encodr": {} }""", ": there is no setting 'encodr'. Known are: encoder, vocabulary, wordVectors, training, members, nGrams, classWeights, labelSmoothing, adversarialEpsilon, pretrainingEpochs, replayRows, accuracyToKeep.")]
    [InlineData(
        """{ "vocabulary": { "lowercase": true } }""",
        ": there is no setting 'vocabulary.lowercase'. Known in 'vocabulary' are: lowerCase, minimumCount, maximumSize, hashBuckets, characterPairs.")]
    [InlineData(
        """{ "inputColumnName": "Body" }""",
        ": there is no setting 'inputColumnName'. Known are: encoder, vocabulary, wordVectors, training, members, nGrams, classWeights, labelSmoothing, adversarialEpsilon, pretrainingEpochs, replayRows, accuracyToKeep.")]
    [InlineData("""{ "encoder": { "hiddenSize": "big" } }""", ": 'encoder.hiddenSize' is \"big\": expected a whole number.")]
    [InlineData("""{ "encoder": { "hiddenSize": 8.5 } }""", ": 'encoder.hiddenSize' is 8.5: expected a whole number.")]
    [InlineData("""{ "encoder": { "bidirectional": 1 } }""", ": 'encoder.bidirectional' is 1: expected true or false.")]
    [InlineData("""{ "encoder": { "kind": "Attention", "positionAmplitude": null } }""", ": 'encoder.positionAmplitude' is null: expected a number.")]
    [InlineData("""{ "encoder": { "dropout": "much" } }""", ": 'encoder.dropout' is \"much\": expected a number or null.")]
    [InlineData("""{ "encoder": { "kind": "cnn" } }""", ": 'encoder.kind' is \"cnn\": expected one of Attention, Lstm, Gru, AttentionLstm, GatedMemory, KeyValueMemory, DeltaMemory, Pretrained.")]
    [InlineData(
        """{ "encoder": { "kind": "module" } }""",
        ": 'encoder.kind' is \"module\": expected one of Attention, Lstm, Gru, AttentionLstm, GatedMemory, KeyValueMemory, DeltaMemory, Pretrained. A module of TorchSharp is code of your own: " +
        "train it in a program, with TorchSharpModuleEncoder of the package ContextMemory.MLNet.TorchSharp.")]
    [InlineData(
        """{ "encoder": { "pooling": "Median" } }""",
        ": 'encoder.pooling' is \"Median\": expected one or, with commas, several of Mean, Max, Last, Attention, First.")]
    [InlineData(
        """{ "encoder": { "heads": 2 } }""",
        ": there is no setting 'encoder.heads' for an encoder of kind Gru. Known in 'encoder' are: kind, hiddenSize, bidirectional, embeddingSize, layers, pooling, dropout, segmentLength.")]
    [InlineData(
        """{ "encoder": { "hiddenSize": 64, "kind": "keyValueMemory" } }""",
        ": there is no setting 'encoder.hiddenSize' for an encoder of kind KeyValueMemory. Known in 'encoder' are: kind, slots, gatedWrites, writeCost, feedForwardSize, positions, positionAmplitude, " +
        "learnedPositions, embeddingSize, layers, pooling, dropout, segmentLength.")]
    [InlineData("""{ "training": { "seed": true } }""", ": 'training.seed' is true: expected a whole number or null.")]
    [InlineData("""{ "wordVectors": { "path": 5 } }""", ": 'wordVectors.path' is 5: expected text.")]
    [InlineData("""{ "wordVectors": "glove.txt" }""", ": 'wordVectors' is \"glove.txt\": expected an object with settings.")]
    [InlineData("""{ "encoder": 5 }""", ": 'encoder' is 5: expected an object with settings.")]
    [InlineData("""{ "encoder": null }""", ": 'encoder' is null: expected an object with settings.")]
    [InlineData("[]", ": expected a JSON object with settings, { \"training\": { \"epochs\": 5 } } for instance.")]
    public void A_fault_is_named(string json, string expected)
    {
        string path = _folder.Write("c.json", json);

        Assert.Equal($"{path}{expected}", Failure(path));
    }

    [Theory]
    [InlineData("{\n  \"encoder\": {\n", ":3", "Expected depth to be zero at the end of the JSON payload. There is an open JSON object or array that should be closed.")]
    [InlineData("{ \"encoder\": { \"layers\": x } }", ":1", "'x' is an invalid start of a value.")]
    [InlineData("{ \"encoder\": {}, \"encoder\": {} }", "", "Duplicate property 'encoder' encountered during deserialization.")]
    public void Malformed_json_is_named_with_one_location(string json, string line, string fault)
    {
        string path = _folder.Write("c.json", json);

        Assert.Equal($"{path}{line}: malformed JSON: {fault}", Failure(path));
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Equal($"Cannot read '{_folder["no.json"]}': there is no such file.", Failure(_folder["no.json"]));

    private ContextMemoryClassifierOptions Read(string json) =>
        SettingsFile.Read<ContextMemoryClassifierOptions>(_folder.Write("c.json", json));

    private static string Failure(string path) =>
        Assert.Throws<FailureException>(() => SettingsFile.Read<ContextMemoryClassifierOptions>(path)).Message;
}
