using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.ML;
using Transforms.Tests.Harness;
using Transforms.Tests.Support;

namespace Transforms.Tests.Saving;

/// <summary>A model saved here is loaded by a process that only refers to our package.</summary>
public sealed class OtherProcessTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_other_process_does_not_mention_our_types()
    {
        using var file = new PEReader(File.OpenRead(HostProcess.AssemblyPath));
        MetadataReader metadata = file.GetMetadataReader();

        IEnumerable<string> references =
            metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name));

        Assert.Contains("Microsoft.ML.Core", references);
        Assert.DoesNotContain(references, name => name.StartsWith("ContextMemory", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Category", "Slow")]
    public void Every_model_scores_the_same_there()
    {
        var context = new MLContext(1);
        string path = MessageFile.Write(_folder, Messages.Make(40, seed: 7));
        IDataView data = MessageFile.Load(context, path);
        var expected = new List<string>();
        var files = new List<string>();
        foreach (EstimatorCase one in EstimatorCase.All)
        {
            FittedCase fitted = FittedCase.Get(one.Name);
            string name = $"{files.Count}.zip";
            files.Add(_folder.Write(name, fitted.File));
            expected.Add($"{name} reads what it is given");
            expected.AddRange(RowPrinter.Print(fitted.Transformer.Transform(data), [.. one.Columns.Order(StringComparer.Ordinal)]));
        }

        Assert.Equal(expected, HostProcess.Run(["score", path, .. files]));
    }

    [Fact]
    public void A_chain_with_its_input_schema_scores_the_same_there()
    {
        var context = new MLContext(1);
        string path = MessageFile.Write(_folder, Messages.Make(40, seed: 7));
        IDataView data = MessageFile.Load(context, path);
        ITransformer chain = context.Transforms.Conversion.MapValueToKey("Label", "Topic")
            .Append(context.Transforms.ContextMemoryEncode(Tiny.Encode with { LabelColumnName = "Label" }))
            .Append(context.MulticlassClassification.Trainers.ContextMemoryClassifier(Tiny.Classifier))
            .Append(context.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(data);
        string file = _folder["chain.zip"];

        context.Model.Save(chain, data.Schema, file);

        List<string> rows = RowPrinter.Print(chain.Transform(data), "Features", "Label", "PredictedLabel", "Score");
        Assert.Equal(["chain.zip reads Topic Text", .. rows], HostProcess.Run("score", path, file));
    }
}
