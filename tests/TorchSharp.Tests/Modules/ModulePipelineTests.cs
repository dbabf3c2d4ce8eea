using ContextMemory.MLNet.TorchTests.Support;
using Microsoft.ML;
using Transforms.Tests.Support;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.TorchTests.Modules;

/// <summary>A module as the encoder of every task, in pipelines of ML.NET: trained, saved, loaded in this process and in another one.</summary>
public sealed class ModulePipelineTests : IDisposable
{
    private static readonly TrainingOptions Training = new() { Engine = new TorchSharpEngine(), Epochs = 2, Threads = 2 };

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("torch-module-pipeline-tests-");

    public static TheoryData<string> Tasks => ["classes", "two classes", "any number of labels", "vectors", "vectors of classes", "entities", "summaries"];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_task(string task)
    {
        var context = new MLContext(1);
        TorchSharpModuleEncoder.Register("recurrent", () => new TestModules.Recurrent());
        IDataView data = context.Data.LoadFromEnumerable(ModuleRow.Some(40));
        ITransformer model = Estimator(context, task).Fit(data);
        string file = Path.Combine(_folder.FullName, "model.zip");

        context.Model.Save(model, data.Schema, file);
        ITransformer loaded = new MLContext(2).Model.Load(file, out _);

        string[] added = [.. model.GetOutputSchema(data.Schema).Skip(data.Schema.Count).Select(column => column.Name)];
        List<string> expected = RowPrinter.Print(model.Transform(data), added);
        Assert.Equal(expected, RowPrinter.Print(loaded.Transform(data), added));
        context.ContextMemory().UseEngine(loaded, new TorchSharpEngine());
        Assert.Equal(expected.Count, RowPrinter.Print(loaded.Transform(data), added).Count);
    }

    [Fact]
    public void Another_process_that_registers_it_scores_the_same()
    {
        var context = new MLContext(1);
        IDataView data = context.Data.LoadFromEnumerable(ModuleRow.Some(40));
        ITransformer model = Estimator(context, "classes").Fit(data);
        string file = Path.Combine(_folder.FullName, "model.zip");
        context.Model.Save(model, data.Schema, file);

        string[] found = HostProcess.RunAssembly(typeof(ModulePipelineTests).Assembly.Location, file);

        Assert.Equal(RowPrinter.Print(model.Transform(data), "Score"), found);
    }

    [Fact]
    public void What_is_not_registered_is_named()
    {
        var context = new MLContext(1);
        IDataView data = context.Data.LoadFromEnumerable(ModuleRow.Some(40));
        TorchSharpModuleEncoder unknown = TestModules.Encoder(() => new TestModules.Recurrent(), name: "my encoder");
        ITransformer model = context.Transforms.ContextMemoryEncode(new ContextMemoryEncodeOptions { Encoder = unknown, Training = Training }).Fit(data);
        string file = Path.Combine(_folder.FullName, "model.zip");
        context.Model.Save(model, data.Schema, file);
        const string Message = "The model's encoder is the module 'my encoder', whose code is not stored with it. Before loading, call TorchSharpModuleEncoder.Register(\"my encoder\", create) " +
            "of the package ContextMemory.MLNet.TorchSharp with a function that makes the module.";

        Assert.Contains(Message, Assert.ThrowsAny<Exception>(() => context.Model.Load(file, out _)).ToString());

        // A process without the package says the same.
        string table = Path.Combine(_folder.FullName, "data.tsv");
        File.WriteAllText(table, "fruit\tapples\n");
        Assert.Contains(Message, HostProcess.Fail("score", table, file));
    }

    [Fact]
    public void Another_module_of_that_name_is_refused()
    {
        var context = new MLContext(1);
        IDataView data = context.Data.LoadFromEnumerable(ModuleRow.Some(40));
        TorchSharpModuleEncoder old = TestModules.Encoder(() => new TestModules.Recurrent(), name: "changed");
        string file = Path.Combine(_folder.FullName, "model.zip");
        context.Model.Save(
            context.Transforms.ContextMemoryEncode(new ContextMemoryEncodeOptions { Encoder = old, Training = Training }).Fit(data), data.Schema, file);

        TorchSharpModuleEncoder.Register("changed", () => TestModules.Tokenwise());

        Assert.Contains("parameters where its options ask for", Assert.ThrowsAny<Exception>(() => context.Model.Load(file, out _)).ToString());
    }

    [Fact]
    public void The_engine_is_asked_for_before_any_data_is_read()
    {
        var context = new MLContext(1);
        TrainingOptions managed = Training with { Engine = TrainingEngine.Managed };
        const string Fault = "Training.Engine is managed; allowed is a TorchSharpEngine where the encoder is a module of TorchSharp: set Training = new() { Engine = new TorchSharpEngine() }.";

        foreach (string task in Tasks)
        {
            Assert.Contains(Fault, Assert.Throws<ArgumentException>(() => { Estimator(context, task, managed); }).Message);
        }
    }

    [Fact]
    public void Members_start_from_modules_of_their_own_and_a_scope_of_the_caller_takes_nothing()
    {
        var context = new MLContext(1);
        IDataView data = context.Data.LoadFromEnumerable(ModuleRow.Some(40));
        ITransformer model;
        using (NewDisposeScope())
        {
            model = context.Transforms.Conversion.MapValueToKey("Label", "Topic")
                .Append(context.MulticlassClassification.Trainers.ContextMemoryClassifier(Classifier(Training) with { Members = 2 }))
                .Fit(data);
            RowPrinter.Print(model.Transform(data), "Score");
        }

        Assert.Equal(40, RowPrinter.Print(model.Transform(data), "Score").Count);
    }

    /// <summary>The estimator of a task, with a module wherever it has an encoder.</summary>
    private static IEstimator<ITransformer> Estimator(MLContext context, string task, TrainingOptions? training = null)
    {
        training ??= Training;
        TorchSharpModuleEncoder encoder = Encoder();
        return task switch
        {
            "classes" => context.Transforms.Conversion.MapValueToKey("Label", "Topic")
                .Append(context.MulticlassClassification.Trainers.ContextMemoryClassifier(Classifier(training))),
            "two classes" => context.BinaryClassification.Trainers.ContextMemoryClassifier(Classifier(training) with { LabelColumnName = "IsFruit" }),
            "any number of labels" => context.MulticlassClassification.Trainers.ContextMemoryMultiLabelClassifier(
                Classifier(training) with { LabelColumnName = "Tags" }),
            "vectors" => context.Transforms.ContextMemoryEncode(new ContextMemoryEncodeOptions { Encoder = encoder, Training = training }),
            "vectors of classes" => context.Transforms.ContextMemoryEncode(
                new ContextMemoryEncodeOptions { Encoder = encoder, Training = training, LabelColumnName = "IsFruit" }),
            "entities" => context.Transforms.Text.ContextMemoryExtractEntities(new ContextMemoryExtractEntitiesOptions
            {
                InputColumnName = "Tokens",
                LabelColumnName = "EntityTags",
                Encoder = encoder,
                Features = new() { Characters = encoder with { SegmentLength = 64 } },
                Training = training,
            }),
            "summaries" => context.Transforms.Text.ContextMemorySummarize(new ContextMemorySummarizeOptions
            {
                ReferenceColumnName = "Topic",
                Limits = new() { Sentences = 1 },
                Encoder = encoder,
                Memory = encoder,
                Training = training,
            }),
            _ => throw new ArgumentException($"There is no task '{task}'.", nameof(task)),
        };
    }

    private static ContextMemoryClassifierOptions Classifier(TrainingOptions training) =>
        new() { Encoder = Encoder(), Training = training, Members = 1 };

    private static TorchSharpModuleEncoder Encoder() => TestModules.Encoder(() => new TestModules.Recurrent(), name: "recurrent");
}
