using ContextMemory.MLNet;
using Microsoft.ML;
using Transforms.Tests.Support;

namespace Transforms.Tests.Training;

/// <summary>How a training went can be asked of whatever Fit returns.</summary>
public class ReportTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void A_transformer_alone_has_a_report() =>
        Assert.Same(Learned.Multiclass.TrainingReport, _context.ContextMemory().GetTrainingReport(Learned.Multiclass));

    [Fact]
    public void A_chain_within_a_chain_has_a_report()
    {
        IDataView data = Messages.Load(_context, 40);
        var inner = _context.Transforms.ContextMemoryEncode(Tiny.Encode).Append(_context.Transforms.CopyColumns("Copy", "Features"));
        ITransformer model = _context.Transforms.CopyColumns("Before", "Text").Append(inner).Fit(data);

        TrainingReport report = _context.ContextMemory().GetTrainingReport(model)!;

        Assert.Equal((40, 1), (report.TrainingRows + report.ValidationRows, report.Epochs.Count));
    }

    [Fact]
    public void The_report_is_that_of_the_last_of_several()
    {
        IDataView data = Messages.Load(_context, 40);
        ITransformer model = _context.Transforms.ContextMemoryEncode(Tiny.Encode with { Training = Tiny.Training with { Epochs = 2 } })
            .Append(_context.MulticlassClassification.Trainers.ContextMemoryClassifier(Tiny.Classifier with { Training = Tiny.Training with { Epochs = 3 } }))
            .Fit(data);

        Assert.Equal(3, _context.ContextMemory().GetTrainingReport(model)!.Options.Epochs);
    }

    [Fact]
    public void A_loaded_model_has_no_report() => Assert.Null(
        _context.ContextMemory().GetTrainingReport(ModelFiles.Load(ModelFiles.Save(Learned.Multiclass))));

    [Fact]
    public void A_model_without_a_component_of_ours_is_refused()
    {
        ITransformer model = _context.Transforms.CopyColumns("Copy", "Text").Fit(Messages.Load(_context, 3));

        var fault = Assert.Throws<ArgumentException>(() => _context.ContextMemory().GetTrainingReport(model));

        Assert.StartsWith(
            "The model is a ColumnCopyingTransformer that holds no component of ContextMemory.MLNet. Give what Fit has returned of a pipeline with one.",
            fault.Message);
    }
}
