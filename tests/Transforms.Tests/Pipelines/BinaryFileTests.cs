using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

namespace Transforms.Tests.Pipelines;

/// <summary>Scored data survives ML.NET's binary files with its annotations, so it can be evaluated later.</summary>
public class BinaryFileTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void Scored_rows_are_the_same_after_a_binary_file()
    {
        IDataView scored = Learned.Multiclass.Transform(Learned.Test);

        IDataView loaded = RoundTrip(scored);

        string[] columns = ["Id", "Label", "PredictedLabel", "Score"];
        Assert.Equal(RowPrinter.Print(scored, columns), RowPrinter.Print(loaded, columns));
        Assert.All(
            columns, column => Assert.Equal(SchemaText.Annotations(scored.Schema[column]), SchemaText.Annotations(loaded.Schema[column])));
        Assert.Equal(80, loaded.GetRowCount());
    }

    [Fact]
    public void Scored_rows_of_a_binary_file_are_evaluated_alike()
    {
        IDataView multiclass = Learned.Multiclass.Transform(Learned.Test);
        IDataView binary = Learned.Binary.Transform(Learned.Test);

        MulticlassClassificationMetrics metrics = _context.MulticlassClassification.Evaluate(RoundTrip(multiclass));

        Assert.Equal(_context.MulticlassClassification.Evaluate(multiclass).LogLoss, metrics.LogLoss);
        Assert.Contains("delivery", metrics.ConfusionMatrix.GetFormattedConfusionTable());
        Assert.Equal(
            _context.BinaryClassification.Evaluate(binary, "IsBilling").AreaUnderRocCurve,
            _context.BinaryClassification.Evaluate(RoundTrip(binary), "IsBilling").AreaUnderRocCurve);
    }

    private IDataView RoundTrip(IDataView data)
    {
        using var stream = new MemoryStream();
        _context.Data.SaveAsBinary(data, stream);
        return _context.Data.LoadFromBinary(new BytesSource(stream.ToArray()));
    }

    /// <summary>A file in memory, as loaders want it.</summary>
    private sealed class BytesSource(byte[] bytes) : IMultiStreamSource
    {
        public int Count => 1;

        public string GetPathOrNull(int index) => null!;

        public Stream Open(int index) => new MemoryStream(bytes);

        public TextReader OpenTextReader(int index) => new StreamReader(Open(index));
    }
}
