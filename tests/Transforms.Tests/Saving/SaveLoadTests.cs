using System.IO.Compression;
using System.Text;
using ContextMemory.MLNet;
using Microsoft.ML;
using Transforms.Tests.Harness;
using Transforms.Tests.Support;

namespace Transforms.Tests.Saving;

public class SaveLoadTests : EstimatorHarness
{
    [Theory]
    [MemberData(nameof(Cases))]
    public void A_loaded_model_gives_the_same_rows(string name)
    {
        FittedCase fitted = FittedCase.Get(name);

        ITransformer loaded = ModelFiles.Load(fitted.File);

        Assert.Equal(fitted.Expected, RowPrinter.Print(loaded.Transform(fitted.Data), fitted.Case.Columns));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_loaded_model_is_saved_as_the_same_bytes(string name)
    {
        FittedCase fitted = FittedCase.Get(name);

        byte[] again = ModelFiles.Save(ModelFiles.Load(fitted.File));

        Assert.Equal(ModelFiles.Component(fitted.File), ModelFiles.Component(again));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_loaded_model_has_no_training_report_and_reads_the_same_column(string name)
    {
        FittedCase fitted = FittedCase.Get(name);

        TextTransformer loaded = fitted.LoadCopy();

        Assert.IsType(fitted.Transformer.GetType(), loaded, exactMatch: true);
        Assert.Null(loaded.TrainingReport);
        Assert.NotNull(fitted.Transformer.TrainingReport);
        Assert.Equal("Text", loaded.InputColumnName);
    }

    [Fact]
    public void A_model_says_how_many_documents_it_remembers()
    {
        FittedCase fitted = FittedCase.Get(EstimatorCase.Remembering);

        Assert.Equal(FittedCase.RowCount, fitted.Transformer.TrainingReport!.RememberedDocuments);
        Assert.Equal(FittedCase.RowCount, Assert.IsType<ContextMemoryMulticlassTransformer>(fitted.LoadCopy()).RememberedDocuments);
        Assert.Equal(0, Assert.IsType<ContextMemoryMulticlassTransformer>(FittedCase.Get("multiclass, Lstm").LoadCopy()).RememberedDocuments);
        Assert.Equal(0, Assert.IsType<ContextMemoryBinaryTransformer>(FittedCase.Get("binary, Lstm").LoadCopy()).RememberedDocuments);
    }

    [Fact]
    public void The_input_schema_is_saved_with_the_model()
    {
        FittedCase fitted = FittedCase.Get("multiclass, Lstm");

        ITransformer loaded = ModelFiles.Load(ModelFiles.Save(fitted.Transformer, fitted.Data.Schema), out DataViewSchema input);

        Assert.Equal(fitted.Data.Schema.Select(column => column.Name), input.Select(column => column.Name));
        Assert.Equal(SchemaText.Lines(fitted.Transformer.GetOutputSchema(input)), SchemaText.Lines(loaded.GetOutputSchema(input)));
    }

    [Fact]
    public void The_file_names_the_assembly_that_the_documentation_names()
    {
        using var archive = new ZipArchive(new MemoryStream(ModelFiles.Save(Learned.Multiclass)));
        using Stream entry = archive.Entries.Single(entry => entry.Name == "Model.key").Open();
        using var content = new MemoryStream();
        entry.CopyTo(content);

        // Where it cannot be found, ML.NET says: Could not load file or assembly 'ContextMemory.MLNet.Loader, ...'.
        Assert.True(content.ToArray().AsSpan().IndexOf(Encoding.Unicode.GetBytes("ContextMemory.MLNet.Loader")) >= 0);
    }

    [Fact]
    public void A_step_of_a_chain_is_loaded_with_the_chain()
    {
        FittedCase fitted = FittedCase.Get("multiclass, Attention");
        MLContext context = fitted.Context;
        ITransformer chain = context.Transforms.CopyColumns("Copy", "Text")
            .Append(fitted.Case.Create(context))
            .Append(context.Transforms.Conversion.MapKeyToValue("PredictedLabel"))
            .Fit(fitted.Data);

        ITransformer loaded = ModelFiles.Load(ModelFiles.Save(chain, fitted.Data.Schema));

        string[] columns = ["Copy", "PredictedLabel", "Score"];
        Assert.Equal(RowPrinter.Print(chain.Transform(fitted.Data), columns), RowPrinter.Print(loaded.Transform(fitted.Data), columns));
    }

    [Fact]
    public void Two_components_of_one_chain_keep_their_own_models()
    {
        FittedCase fitted = FittedCase.Get("masked token, Lstm");
        MLContext context = fitted.Context;
        ITransformer chain = context.Transforms.ContextMemoryEncode(Tiny.Encode)
            .Append(context.BinaryClassification.Trainers.ContextMemoryClassifier(
                Tiny.Classifier with { LabelColumnName = nameof(Message.IsBilling) }))
            .Fit(fitted.Data);

        ITransformer loaded = ModelFiles.Load(ModelFiles.Save(chain));

        string[] columns = ["Features", "Probability"];
        Assert.Equal(RowPrinter.Print(chain.Transform(fitted.Data), columns), RowPrinter.Print(loaded.Transform(fitted.Data), columns));
    }

    [Fact]
    public void The_column_names_are_saved()
    {
        var context = new MLContext(1);
        IDataView messages = Messages.Load(context, 20);
        IDataView data = context.Transforms.CopyColumns("Inhalt", "Text").Fit(messages).Transform(messages);
        ContextMemoryEncodeTransformer model = context.Transforms
            .ContextMemoryEncode(Tiny.Encode with { InputColumnName = "Inhalt", OutputColumnName = "Wörter" })
            .Fit(data);

        var loaded = ModelFiles.Single<ContextMemoryEncodeTransformer>(ModelFiles.Load(ModelFiles.Save(model)));

        Assert.Equal("Inhalt", loaded.InputColumnName);
        Assert.Equal("Wörter", loaded.OutputColumnName);
        Assert.Equal(8, loaded.OutputSize);
    }

    [Fact]
    public void The_names_of_the_classes_are_saved()
    {
        FittedCase fitted = FittedCase.Get("multiclass, Lstm");

        var loaded = Assert.IsType<ContextMemoryMulticlassTransformer>(fitted.LoadCopy());

        Assert.Equal(["billing", "delivery", "praise"], loaded.Labels.Order());
        Assert.Equal(((ContextMemoryMulticlassTransformer)fitted.Transformer).Labels, loaded.Labels);
        Assert.Equal(3, loaded.ClassCount);
    }
}
