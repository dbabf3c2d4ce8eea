using ContextMemory.MLNet;
using Microsoft.ML;
using Transforms.Tests.Support;

namespace Transforms.Tests.Training;

/// <summary>How a training went can be asked of whatever Fit returns.</summary>
public class ReportTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void OfATransformerAlone() =>
        Assert.Same(Learned.Multiclass.TrainingReport, _context.ContextMemory().GetTrainingReport(Learned.Multiclass));

    [Fact]
    public void OfAChainWithinAChain()
    {
        IDataView data = Messages.Load(_context, 40);
        var inner = _context.Transforms.ContextMemoryEncode(Tiny.Encode).Append(_context.Transforms.CopyColumns("Copy", "Features"));
        ITransformer model = _context.Transforms.CopyColumns("Before", "Text").Append(inner).Fit(data);

        TrainingReport report = _context.ContextMemory().GetTrainingReport(model)!;

        Assert.Equal((40, 1), (report.TrainingRows + report.ValidationRows, report.Epochs.Count));
    }

    [Fact]
    public void OfTheLastOfSeveral()
    {
        IDataView data = Messages.Load(_context, 40);
        ITransformer model = _context.Transforms.ContextMemoryEncode(Tiny.Encode with { Training = Tiny.Training with { Epochs = 2 } })
            .Append(_context.MulticlassClassification.Trainers.ContextMemoryClassifier(Tiny.Classifier with { Training = Tiny.Training with { Epochs = 3 } }))
            .Fit(data);

        Assert.Equal(3, _context.ContextMemory().GetTrainingReport(model)!.Options.Epochs);
    }

    [Fact]
    public void OfALoadedModelThereIsNone() => Assert.Null(
        _context.ContextMemory().GetTrainingReport(ModelFiles.Load(ModelFiles.Save(Learned.Multiclass))));

    [Fact]
    public void AModelWithoutAComponentOfOursIsRefused()
    {
        ITransformer model = _context.Transforms.CopyColumns("Copy", "Text").Fit(Messages.Load(_context, 3));

        var fault = Assert.Throws<ArgumentException>(() => _context.ContextMemory().GetTrainingReport(model));

        Assert.StartsWith(
            "The model is a ColumnCopyingTransformer that holds no component of ContextMemory.MLNet. Give what Fit has returned of a pipeline with one.",
            fault.Message);
    }
}
