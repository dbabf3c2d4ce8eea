using ContextMemory.MLNet;
using ContextMemory.MLNet.Tests.Support;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Harness;
using Transforms.Tests.Support;

namespace Transforms.Tests.Pretrained;

/// <summary>What is particular to a pretrained transformer as the encoder of a component.</summary>
public class PretrainedTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void Without_a_label_it_is_taken_as_it_is_and_follows_its_folder()
    {
        ContextMemoryEncodeTransformer model = Encode(new PretrainedOptions { Path = TinyPretrained.Folder });

        Assert.Empty(_context.ContextMemory().GetTrainingReport(model)!.Epochs);
        Assert.Equal(TinyPretrained.HiddenSize, model.OutputSize);
        var encoder = Assert.IsType<PretrainedOptions>(model.Encoder);
        Assert.Equal((TinyPretrained.Layers, TinyPretrained.Positions, Pooling.Mean), (encoder.Layers, encoder.SegmentLength, encoder.Pooling));
    }

    [Fact]
    public void A_long_text_is_read_to_its_end()
    {
        ContextMemoryEncodeTransformer model = Encode(new PretrainedOptions { Path = TinyPretrained.Folder });
        string start = string.Concat(Enumerable.Repeat("a b c d e f g h ", 40));

        float[][] vectors = model.Encode([$"{start} x", $"{start} y"], threads: 1);

        Assert.NotEqual(vectors[0], vectors[1]);
        Assert.Equal(model.Scorer.Score(new StringReader($"{start} x")), vectors[0]);
    }

    [Fact]
    public void A_normalized_text_has_the_same_vector_when_it_is_streamed()
    {
        ContextMemoryEncodeTransformer model = Encode(new PretrainedOptions { Path = TinyPretrained.Folder, Normalize = true, Pooling = Pooling.First });

        Assert.Equal(model.Encode(["a parcel"])[0], model.Scorer.Score(new StringReader("a parcel")));
    }

    [Fact]
    public void The_folder_is_needed_to_train_alone()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        foreach (string file in Directory.GetFiles(TinyPretrained.Folder))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        IDataView data = Messages.Load(_context, 40);
        var options = Tiny.Classifier with { Encoder = new PretrainedOptions { Path = folder } };
        ContextMemoryMulticlassTransformer model = _context.MulticlassClassification.Trainers.ContextMemoryClassifier(options).Fit(data);
        float[][] before = [.. model.Transform(data).GetColumn<float[]>("Score")];
        byte[] saved = ModelFiles.Save(model);
        Directory.Delete(folder, recursive: true);

        ITransformer loaded = _context.Model.Load(new MemoryStream(saved), out _);

        Assert.Equal(before, loaded.Transform(data).GetColumn<float[]>("Score"));
        var further = options with { ContinueFrom = loaded };
        Assert.NotEmpty(_context.ContextMemory().GetTrainingReport(_context.MulticlassClassification.Trainers.ContextMemoryClassifier(further).Fit(data))!.Epochs);
    }

    [Fact]
    public void A_model_that_kept_all_of_its_rows_goes_on_from_the_transformer()
    {
        IDataView data = Messages.Load(_context, 40);
        var options = Tiny.Classifier with { Encoder = new PretrainedOptions { Path = TinyPretrained.Folder }, ReplayRows = 100, NGrams = new() { Longest = 0 } };
        ContextMemoryMulticlassTransformer first = _context.MulticlassClassification.Trainers.ContextMemoryClassifier(options).Fit(data);

        ContextMemoryMulticlassTransformer second = _context.MulticlassClassification.Trainers.ContextMemoryClassifier(options with { ContinueFrom = first }).Fit(data);

        var table = first.Weights!.Layout.Parameters.Single(parameter => parameter.Name == "embedding.weight");
        Assert.Equal(first.Weights[table].Span.ToArray(), second.Weights![second.Weights.Layout.Parameters[table.Index]].Span.ToArray());
    }

    [Fact]
    public void Layers_that_are_not_trained_stay_as_they_are()
    {
        Dictionary<string, float[]> start = Parameters(trainedLayers: 0);
        Dictionary<string, float[]> upper = Parameters(trainedLayers: 1);

        Assert.Equal(start["encoder.layers.0.linear1.weight"], upper["encoder.layers.0.linear1.weight"]);
        Assert.Equal(start["encoder.positions.weight"], upper["encoder.positions.weight"]);
        Assert.Equal(start["embedding.weight"], upper["embedding.weight"]);
        Assert.NotEqual(start["encoder.layers.1.linear1.weight"], upper["encoder.layers.1.linear1.weight"]);

        Dictionary<string, float[]> Parameters(int trainedLayers)
        {
            var encoder = new PretrainedOptions { Path = TinyPretrained.Folder, TrainedLayers = trainedLayers };
            ContextMemoryMulticlassTransformer model = _context.MulticlassClassification.Trainers
                .ContextMemoryClassifier(Tiny.Classifier with { Encoder = encoder, NGrams = new() { Longest = 0 } })
                .Fit(Messages.Load(_context, 40));
            return model.Weights!.Layout.Parameters.ToDictionary(parameter => parameter.Name, parameter => model.Weights[parameter].Span.ToArray());
        }
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told_of_before_the_rows_are_read()
    {
        var options = Tiny.Encode with { Encoder = new PretrainedOptions { Path = "/no/such/folder" } };
        IOException fault = Assert.ThrowsAny<IOException>(() => _context.Transforms.ContextMemoryEncode(options).Fit(Messages.Load(_context, 3)));
        Assert.Contains("/no/such/folder", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_it_brings_itself_must_not_be_given()
    {
        var encoder = new PretrainedOptions { Path = TinyPretrained.Folder };
        var vectors = new WordVectorOptions { Path = "vectors.txt" };
        AssertFault(
            () => _context.Transforms.ContextMemoryEncode(new() { Encoder = new PretrainedOptions() }),
            "Encoder.Path is null; allowed is the name of a folder or of an .onnx file: name what holds config.json and the weights.");
        AssertFault(
            () => _context.Transforms.ContextMemoryEncode(new() { Encoder = encoder, WordVectors = vectors }),
            "WordVectors is given; allowed is null with a pretrained encoder: it has vectors of its own.");
        AssertFault(
            () => _context.MulticlassClassification.Trainers.ContextMemoryClassifier(new() { Encoder = encoder, Tokenizer = new PairTokenizer() }),
            "Tokenizer is given; allowed is null with a pretrained encoder: its folder has the tokenizer that it was trained with.");
        AssertFault(
            () => _context.MulticlassClassification.Trainers.ContextMemoryClassifier(new() { Encoder = encoder, AdversarialEpsilon = 0.2 }),
            "AdversarialEpsilon is 0.2; allowed is 0 or null with a pretrained encoder: its vectors of pieces are not moved.");
        AssertFault(
            () => _context.Transforms.ContextMemoryEncode(new() { Encoder = encoder with { SegmentOverlap = 8 } }),
            "Encoder.SegmentOverlap is 8; allowed is 0 in this task: segments overlap in entity extraction alone.");
        AssertFault(
            () => _context.Transforms.Text.ContextMemorySummarize(new() { Memory = encoder }),
            "Memory is a pretrained transformer; allowed is another kind of encoder: it reads the pieces of a text alone: give it as Encoder.");

        static void AssertFault(Func<object> create, string message) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(create).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_transformer_with_SentencePiece_learns_and_scores_the_same_in_another_process()
    {
        using var folder = new TemporaryFolder();
        string path = MessageFile.Write(folder, Messages.Make(40, seed: 7));
        IDataView data = MessageFile.Load(_context, path);
        var encoder = new PretrainedOptions { Path = TinyPretrained.XlmRoberta };
        TextTransformer classifier = _context.MulticlassClassification.Trainers.ContextMemoryClassifier(Tiny.Classifier with { Encoder = encoder })
            .Fit(Messages.Load(_context, 40));
        TextTransformer entities = _context.Transforms.Text.ContextMemoryExtractEntities(Tiny.Entities with { Encoder = encoder })
            .Fit(MarkedMessage.Load(_context, Messages.Make(40)));

        List<string> expected = [];
        foreach ((string name, TextTransformer model, string[] columns) in new[]
        {
            ("classifier.zip", classifier, new[] { "PredictedLabel", "Score" }),
            ("entities.zip", entities, EstimatorCase.Get("entities, Gru").Columns.Order(StringComparer.Ordinal).ToArray()),
        })
        {
            folder.Write(name, ModelFiles.Save(model));
            expected.Add($"{name} reads what it is given");
            expected.AddRange(RowPrinter.Print(model.Transform(data), columns));
        }

        Assert.Equal(expected, HostProcess.Run("score", path, folder["classifier.zip"], folder["entities.zip"]));
    }

    [PretrainedFact]
    [Trait("Category", "Slow")]
    public void Texts_that_mean_the_same_are_close()
    {
        ContextMemoryEncodeTransformer model = Encode(new PretrainedOptions { Path = PretrainedModels.MiniLm, Normalize = true });

        float[][] vectors = model.Encode(["Where is my parcel?", "The delivery has not arrived yet.", "The soup was much too salty."]);

        Assert.True(Cosine(0, 1) > Cosine(0, 2) + 0.3f);

        float Cosine(int left, int right) => System.Numerics.Tensors.TensorPrimitives.Dot<float>(vectors[left], vectors[right]);
    }

    private ContextMemoryEncodeTransformer Encode(PretrainedOptions encoder) =>
        _context.Transforms.ContextMemoryEncode(Tiny.Encode with { Encoder = encoder }).Fit(Messages.Load(_context, 1));
}
