using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

namespace Transforms.Tests.Columns;

/// <summary>The columns of our classifiers are annotated as those of ML.NET's own.</summary>
public class StockAnnotationTests
{
    private readonly MLContext _context = new(1);
    private readonly IDataView _data;

    public StockAnnotationTests()
    {
        IDataView messages = Messages.Load(_context, 60);
        ITransformer keys = _context.Transforms.Conversion.MapValueToKey("Number", "Id").Fit(_context.Data.TakeRows(messages, 3));
        IDataView numbered = keys.Transform(messages);
        _data = _context.Transforms.ContextMemoryEncode(Tiny.Encode).Fit(numbered).Transform(numbered);
    }

    [Fact]
    public void Multiclass_annotations_are_those_of_SDCA()
    {
        foreach (string label in new[] { "Label", "Number" })
        {
            AssertSame(
                _context.MulticlassClassification.Trainers.SdcaMaximumEntropy(label, maximumNumberOfIterations: 2),
                _context.MulticlassClassification.Trainers.ContextMemoryClassifier(Tiny.Classifier with { LabelColumnName = label }),
                "Score",
                "PredictedLabel");
        }
    }

    [Fact]
    public void Binary_annotations_are_those_of_SDCA()
    {
        AssertSame(
            _context.BinaryClassification.Trainers.SdcaLogisticRegression("IsBilling", maximumNumberOfIterations: 2),
            _context.BinaryClassification.Trainers.ContextMemoryClassifier(Tiny.Classifier with { LabelColumnName = "IsBilling" }),
            "PredictedLabel",
            "Score",
            "Probability");
    }

    private void AssertSame(IEstimator<ITransformer> stock, IEstimator<ITransformer> ours, params string[] columns)
    {
        DataViewSchema stockSchema = stock.Fit(_data).GetOutputSchema(_data.Schema);
        DataViewSchema ourSchema = ours.Fit(_data).GetOutputSchema(_data.Schema);
        SchemaShape input = SchemaText.ShapeOf(_data.Schema);
        foreach (string column in columns)
        {
            Assert.Equal(Describe(stockSchema[column]), Describe(ourSchema[column]));
            Assert.Equal(Describe(stock.GetOutputSchema(input), column), Describe(ours.GetOutputSchema(input), column));
        }
    }

    private static IEnumerable<string> Describe(DataViewSchema.Column column) =>
        [$"{column.Name} {column.Type}", .. SchemaText.Annotations(column), .. TextAnnotations(column)];

    private static string Describe(SchemaShape shape, string column) =>
        Assert.Single(SchemaText.Lines(shape), line => line.StartsWith($"{column} ", StringComparison.Ordinal));

    private static IEnumerable<string> TextAnnotations(DataViewSchema.Column column)
    {
        foreach (DataViewSchema.Column annotation in column.Annotations.Schema.OrderBy(annotation => annotation.Name))
        {
            if (annotation.Type is not TextDataViewType)
            {
                continue;
            }
            ReadOnlyMemory<char> value = default;
            column.Annotations.GetValue(annotation.Name, ref value);
            yield return $"{annotation.Name} = {value}";
        }
    }
}
