using ContextMemory.MLNet.TorchTests.Support;
using Microsoft.ML;
using Transforms.Tests.Support;

namespace ContextMemory.MLNet.TorchTests.Modules;

/// <summary>What docs/your-own-module.md shows is what is compiled and run here.</summary>
public sealed class ModuleDocumentationTests
{
    [Fact]
    public void The_module_is_the_one_that_is_compiled_here() =>
        DocumentationPage.AssertShows("docs/your-own-module.md", "tests/TorchSharp.Tests/Support/Convolution.cs");

    [Fact]
    public void It_is_trained_saved_registered_and_loaded()
    {
        var ctx = new MLContext(1);
        IDataView train = ctx.Data.LoadFromEnumerable(ModuleRow.Some(40));
        string file = Path.GetTempFileName();
        var options = new ContextMemoryClassifierOptions
        {
            Encoder = new TorchSharpModuleEncoder("convolution", () => new Convolution(64, 96)) { EmbeddingSize = 64, OutputSize = 96 },
            Training = new() { Engine = new TorchSharpEngine() },
        };

        ITransformer model = ctx.Transforms.Conversion.MapValueToKey("Label", "Topic")
            .Append(ctx.MulticlassClassification.Trainers.ContextMemoryClassifier(options))
            .Fit(train);
        ctx.Model.Save(model, train.Schema, file);
        TorchSharpModuleEncoder.Register("convolution", () => new Convolution(64, 96));
        ITransformer loaded = new MLContext().Model.Load(file, out _);
        File.Delete(file);

        Assert.Equal(RowPrinter.Print(model.Transform(train), "Score"), RowPrinter.Print(loaded.Transform(train), "Score"));
        Assert.True(ctx.MulticlassClassification.Evaluate(model.Transform(train)).MicroAccuracy > 0.9);
    }
}
