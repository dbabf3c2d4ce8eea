using System.Text.RegularExpressions;
using ContextMemory.MLNet;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tests.Support;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

namespace Transforms.Tests.Pretrained;

/// <summary>Adapters beside the weights of a pretrained transformer, in the file of a model or apart from these.</summary>
public sealed class AdapterTests : IDisposable
{
    private readonly MLContext _context = new(1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Adapters_learn_and_the_transformer_stays_as_it_is()
    {
        ContextMemoryMulticlassTransformer model = Train(Adapters);
        Dictionary<string, float[]> start = Values(Train(new PretrainedOptions { Path = TinyPretrained.Folder, TrainedLayers = 0 }));

        Dictionary<string, float[]> learned = Values(model);

        Assert.All(start.Where(pair => IsOfBase(pair.Key)), pair => Assert.Equal(pair.Value, learned[pair.Key]));
        Assert.Equal(8 * TinyPretrained.Layers, learned.Keys.Count(name => name.Contains(".lora_", StringComparison.Ordinal)));
        Assert.All(
            learned.Where(pair => pair.Key.EndsWith(".lora_B", StringComparison.Ordinal)),
            pair => Assert.True(pair.Value.AsSpan().IndexOfAnyExcept(0f) >= 0, $"{pair.Key} has learned nothing"));
    }

    [Theory]
    [InlineData(true, ModelPrecision.Single)]
    [InlineData(true, ModelPrecision.Int8)]
    [InlineData(false, ModelPrecision.Single)]
    [InlineData(false, ModelPrecision.Half)]
    [InlineData(false, ModelPrecision.Int8)]
    public void Another_process_gives_the_same_scores(bool savesBase, ModelPrecision precision)
    {
        string path = MessageFile.Write(_folder, Messages.Make(40, seed: 7));
        IDataView data = MessageFile.Load(_context, path);
        ContextMemoryMulticlassTransformer model = Train(Adapters with { SavesBase = savesBase });
        _context.ContextMemory().UsePrecision(model, precision);
        string file = _folder.Write("adapters.zip", ModelFiles.Save(model));

        Assert.Equal(
            ["adapters.zip reads what it is given", .. RowPrinter.Print(model.Transform(data), "PredictedLabel", "Score")],
            HostProcess.Run("score", path, file));
    }

    [Fact]
    public void Without_the_base_the_file_holds_what_has_learned_alone()
    {
        foreach (PretrainedOptions encoder in new[] { Adapters, new PretrainedOptions { Path = TinyPretrained.Folder, TrainedLayers = 1 } })
        {
            ContextMemoryMulticlassTransformer whole = Train(encoder);
            ContextMemoryMulticlassTransformer apart = Train(encoder with { SavesBase = false });

            long frozen = apart.Weights!.Layout.Parameters.Where(parameter => !parameter.Learns).Sum(parameter => (long)parameter.Length);
            Assert.InRange(ModelFiles.Component(whole).Length - ModelFiles.Component(apart).Length, 4 * frozen, 4 * frozen + 4_096);
            Assert.Equal(Values(whole)["head.weight"], Values(apart)["head.weight"]);
        }
    }

    [Fact]
    public void Every_component_is_loaded_over_its_base()
    {
        PretrainedOptions encoder = Adapters with { SavesBase = false };
        IEstimator<TextTransformer>[] estimators =
        [
            _context.Transforms.ContextMemoryEncode(Tiny.Encode with { Encoder = encoder }),
            _context.Transforms.Text.ContextMemoryExtractEntities(Tiny.Entities with { Encoder = encoder }),
            _context.Transforms.Text.ContextMemorySummarize(Tiny.Summaries with { Encoder = encoder }),
            _context.MulticlassClassification.Trainers.ContextMemoryClassifier(Tiny.Classifier with { Encoder = encoder, Members = 2 }),
        ];
        string[] columns = ["Features", "EntitiesScores", "SummaryScores", "Score"];
        for (int i = 0; i < estimators.Length; i++)
        {
            IDataView data = i == 1 ? MarkedMessage.Load(_context, Messages.Make(40)) : Messages.Load(_context, 40);
            TextTransformer model = estimators[i].Fit(data);

            TextTransformer loaded = Components.Load(ModelFiles.Component(model));

            Assert.Equal(RowPrinter.Print(model.Transform(data), columns[i]), RowPrinter.Print(loaded.Transform(data), columns[i]));
            Assert.Equal(ModelFiles.Component(model), ModelFiles.Component(loaded));
        }
    }

    [Fact]
    public void A_base_that_is_missing_or_another_one_is_named_and_can_be_registered()
    {
        string folder = Copy("first");
        string moved = Copy("moved");
        string weights = Path.Combine(folder, "model.safetensors");
        byte[] bytes = File.ReadAllBytes(weights);

        // Of its own values, so that no other test has registered it.
        bytes[^3] ^= 1;
        File.WriteAllBytes(weights, bytes);
        File.WriteAllBytes(Path.Combine(moved, "model.safetensors"), bytes);
        IDataView data = Messages.Load(_context, 40);
        ContextMemoryMulticlassTransformer model = Train(Adapters with { Path = folder, SavesBase = false });
        byte[] saved = ModelFiles.Save(model);
        bytes[^3] ^= 1;
        File.WriteAllBytes(weights, bytes);

        string other = Fault(saved);
        Assert.Matches(
            $@"^The file of the model does not hold the transformer that it was trained over \(fingerprint [0-9a-f]{{16}}\), and '{Regex.Escape(folder)}' holds another one \([0-9a-f]{{16}}\)\. " +
            @"Before loading, call PretrainedBase\.Register\(folder\) with the folder of that transformer; cmem takes it as --base\.$",
            other);
        Directory.Delete(folder, recursive: true);
        Assert.Contains($"'{folder}' cannot be read: ", Fault(saved), StringComparison.Ordinal);

        PretrainedBase.Register(moved);

        Assert.Equal(
            RowPrinter.Print(model.Transform(data), "Score"), RowPrinter.Print(ModelFiles.Load(saved).Transform(data), "Score"));
    }

    [Fact]
    public void What_is_registered_must_be_a_transformer()
    {
        Assert.Throws<ArgumentException>(() => PretrainedBase.Register(""));
        Assert.ThrowsAny<IOException>(() => PretrainedBase.Register(_folder["nothing"]));
    }

    [Fact]
    public void A_loaded_model_goes_on_with_its_adapters()
    {
        ContextMemoryMulticlassTransformer first = Train(Adapters with { SavesBase = false });
        var loaded = ModelFiles.Single<ContextMemoryMulticlassTransformer>(ModelFiles.Load(ModelFiles.Save(first)));

        ContextMemoryMulticlassTransformer second = _context.MulticlassClassification.Trainers
            .ContextMemoryClassifier(Options(Adapters) with { ContinueFrom = loaded })
            .Fit(Messages.Load(_context, 60));

        Dictionary<string, float[]> before = Values(first);
        Dictionary<string, float[]> after = Values(second);
        Assert.Equal(before.Keys, after.Keys);
        Assert.All(before, pair => Assert.Equal(IsOfBase(pair.Key), pair.Value.SequenceEqual(after[pair.Key])));
    }

    [Fact]
    public void An_interrupted_training_goes_on_to_the_same_bits_on_any_number_of_threads()
    {
        TrainingOptions training = Tiny.Training with { Epochs = 3, BatchSize = 8 };
        ContextMemoryMulticlassTransformer whole = Train(Adapters, training);
        TrainingOptions kept = training with { CheckpointPath = _folder["training.checkpoint"] };
        using var cancellation = new CancellationTokenSource();
        var progress = new ProgressList(report =>
        {
            if (report.FinishedEpoch is { Epoch: 2 })
            {
                cancellation.Cancel();
            }
        });
        Assert.True(Train(Adapters, kept with { CancellationToken = cancellation.Token, Progress = progress }).TrainingReport!.WasCancelled);

        ContextMemoryMulticlassTransformer resumed = Train(Adapters, kept with { Threads = 2 });

        Assert.True(resumed.TrainingReport!.ResumedFromStep > 0);
        Assert.Equal(ModelFiles.Component(whole), ModelFiles.Component(resumed));
    }

    private static PretrainedOptions Adapters => new() { Path = TinyPretrained.Folder, AdapterRank = 2 };

    private static ContextMemoryClassifierOptions Options(PretrainedOptions encoder) => Tiny.Classifier with { Encoder = encoder, NGrams = new() { Longest = 0 } };

    private static bool IsOfBase(string name) =>
        name is "embedding.weight" or "encoder.positions.weight" or "encoder.norm.weight" or "encoder.norm.bias"
        || (name.StartsWith("encoder.layers.", StringComparison.Ordinal) && !name.Contains(".lora_", StringComparison.Ordinal));

    private static Dictionary<string, float[]> Values(ContextMemoryMulticlassTransformer model) =>
        model.Weights!.Layout.Parameters.ToDictionary(parameter => parameter.Name, parameter => model.Weights[parameter].Span.ToArray());

    private static string Fault(byte[] model)
    {
        Exception fault = Assert.ThrowsAny<Exception>(() => ModelFiles.Load(model));
        while (fault.InnerException is { } inner)
        {
            fault = inner;
        }

        return fault.Message;
    }

    private ContextMemoryMulticlassTransformer Train(PretrainedOptions encoder, TrainingOptions? training = null) => _context.MulticlassClassification.Trainers
        .ContextMemoryClassifier(Options(encoder) with { Training = training ?? Tiny.Training })
        .Fit(Messages.Load(_context, 40));

    private string Copy(string name)
    {
        string folder = _folder[name];
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.GetFiles(TinyPretrained.Folder))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        return folder;
    }
}
