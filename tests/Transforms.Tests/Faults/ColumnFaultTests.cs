using ContextMemory.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Harness;
using Transforms.Tests.Support;

namespace Transforms.Tests.Faults;

/// <summary>Columns that are missing or of the wrong type are reported before any data is read.</summary>
public class ColumnFaultTests
{
    private const string Present = "The data has: Id, Text, Topic, IsBilling, Label.";
    private const string MakeText = "Load the column as text, or convert it before this step.";
    private const string MakeLabel = "Convert the column before this step, numbers for instance with Conversion.MapValueToKey.";
    private const string MakeKey = "Put Conversion.MapValueToKey before this step.";
    private const string MakeBoolean = "Load the column as Boolean, or convert it before this step.";

    private readonly MLContext _context = new(1);
    private readonly CountingView _data;

    public ColumnFaultTests() => _data = new CountingView(Messages.Load(_context, 20));

    public static TheoryData<string, string, string, string> Faults => new()
    {
        { "encode", "Texd", "", $"There is no text column 'Texd': expected String. {Present}" },
        { "encode", "Id", "", $"The text column 'Id' is Int32: expected String. {MakeText}" },
        { "encode", "Label", "", $"The text column 'Label' is Key<UInt32{{0}}>: expected String. {MakeText}" },
        { "encode", "Text", "Tag", $"There is no label column 'Tag': expected String, Boolean or Key<UInt32>. {Present}" },
        { "encode", "Text", "Id", $"The label column 'Id' is Int32: expected String, Boolean or Key<UInt32>. {MakeLabel}" },
        { "multiclass", "Id", "Label", $"The text column 'Id' is Int32: expected String. {MakeText}" },
        { "multiclass", "Text", "Tag", $"There is no label column 'Tag': expected Key<UInt32>. {Present}" },
        { "multiclass", "Text", "Topic", $"The label column 'Topic' is String: expected Key<UInt32>. {MakeKey}" },
        { "multiclass", "Text", "IsBilling", $"The label column 'IsBilling' is Boolean: expected Key<UInt32>. {MakeKey}" },
        { "binary", "Texd", "IsBilling", $"There is no text column 'Texd': expected String. {Present}" },
        { "binary", "Text", "Label", $"The label column 'Label' is Key<UInt32{{0}}>: expected Boolean. {MakeBoolean}" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void The_promise_of_a_schema_names_the_column(string component, string text, string label, string message)
    {
        SchemaShape shape = SchemaText.ShapeOf(_data.Schema);

        var fault = Assert.Throws<ArgumentOutOfRangeException>(() => Create(component, text, label).GetOutputSchema(shape));

        Assert.Equal($"{string.Format(message, "")} (Parameter 'shape')", fault.Message);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Fit_names_the_column_before_it_reads(string component, string text, string label, string message)
    {
        var fault = Assert.Throws<ArgumentOutOfRangeException>(() => Create(component, text, label).Fit(_data));

        Assert.Equal($"{string.Format(message, ", 0-2")} (Parameter 'schema')", fault.Message);
        Assert.Equal(0, _data.Cursors);
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_chain_names_the_column_before_it_reads(string component, string text, string label, string message)
    {
        IEstimator<ITransformer> chain = _context.Transforms.CopyColumns("Copy", "Text")
            .Append(_context.Transforms.DropColumns("Copy"))
            .Append(Create(component, text, label));

        var fault = Assert.Throws<ArgumentOutOfRangeException>(() => chain.Fit(_data));

        Assert.Contains(string.Format(message, ""), fault.Message);
        Assert.Equal(0, _data.Cursors);
    }

    [Theory]
    [InlineData("masked token, Attention")]
    [InlineData("multiclass, Lstm")]
    [InlineData("binary, Lstm")]
    public void A_trained_model_names_the_column_that_its_input_lacks(string name)
    {
        TextTransformer model = FittedCase.Get(name).Transformer;
        IDataView data = _context.Transforms.DropColumns("Text").Fit(_data).Transform(_data);
        const string Message =
            "There is no text column 'Text': expected String. The data has: Id, Topic, IsBilling, Label. (Parameter 'schema')";

        Assert.Equal(Message, Assert.Throws<ArgumentOutOfRangeException>(() => model.Transform(data)).Message);
        Assert.Equal(Message, Assert.Throws<ArgumentOutOfRangeException>(() => model.GetOutputSchema(data.Schema)).Message);
        Assert.Equal(Message, Assert.Throws<ArgumentOutOfRangeException>(() => model.GetRowToRowMapper(data.Schema)).Message);
    }

    [Fact]
    public void A_trained_model_needs_no_label()
    {
        IDataView data = _context.Transforms.SelectColumns("Text").Fit(_data).Transform(_data);

        Assert.Equal(20, FittedCase.Get("multiclass, Lstm").Transformer.Transform(data).GetColumn<uint>("PredictedLabel").Count());
    }

    [Fact]
    public void A_vector_of_texts_is_no_text()
    {
        IDataView data = _context.Transforms.Concatenate("Text", "Text", "Topic").Fit(_data).Transform(_data);
        IEstimator<ITransformer> encoder = Create("encode", "Text", "");

        Assert.StartsWith(
            "The text column 'Text' is Vector<String, 2>: expected String. ",
            Assert.Throws<ArgumentOutOfRangeException>(() => encoder.Fit(data)).Message);
        Assert.StartsWith(
            "The text column 'Text' is Vector<String>: expected String. ",
            Assert.Throws<ArgumentOutOfRangeException>(() => encoder.GetOutputSchema(SchemaText.ShapeOf(data.Schema))).Message);
    }

    private IEstimator<TextTransformer> Create(string component, string text, string label) => component switch
    {
        "encode" => _context.Transforms.ContextMemoryEncode(
            Tiny.Encode with { InputColumnName = text, LabelColumnName = label.Length == 0 ? null : label }),
        "multiclass" => _context.MulticlassClassification.Trainers.ContextMemoryClassifier(
            Tiny.Classifier with { InputColumnName = text, LabelColumnName = label }),
        _ => _context.BinaryClassification.Trainers.ContextMemoryClassifier(
            Tiny.Classifier with { InputColumnName = text, LabelColumnName = label }),
    };
}
