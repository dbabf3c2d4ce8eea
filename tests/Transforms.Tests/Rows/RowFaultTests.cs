using ContextMemory.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

namespace Transforms.Tests.Rows;

/// <summary>Training rows from which nothing, or not everything, can be learned.</summary>
public class RowFaultTests
{
    private const string NoRows = "The training data has no rows. Pass data with at least one row that has a label.";

    private readonly MLContext _context = new(1);

    [Fact]
    public void Every_component_refuses_data_without_rows()
    {
        IDataView data = Messages.Load(_context, []);

        Assert.Equal(
            "The training data has no rows. Pass data with at least one text.",
            Refused(_context.Transforms.ContextMemoryEncode(Tiny.Encode), data));
        Assert.Equal(NoRows, Refused(EncodeWith("Topic"), data));
        Assert.Equal(NoRows, Refused(EncodeWith("IsBilling"), data));
        Assert.Equal(NoRows, Refused(EncodeWith("Label"), data));
        Assert.Equal(NoRows, Refused(Multiclass("Label"), data));
        Assert.Equal(NoRows, Refused(Binary(), data));
    }

    [Fact]
    public void Data_without_any_label_is_refused()
    {
        IDataView data = Messages.Load(_context, [.. Messages.Make(20).Select(message => With(message, topic: ""))]);
        const string Message =
            "None of the 20 training rows has a label. Check the label column's name, and that its values are known keys.";

        Assert.Equal(Message, Refused(Multiclass("Label"), data));
        Assert.Equal(Message, Refused(EncodeWith("Label"), data));
        Assert.Equal(Message, Refused(EncodeWith("Topic"), data));
    }

    [Fact]
    public void Data_of_one_class_is_refused_with_its_name()
    {
        IEnumerable<Message> alike = Messages.Make(20).Select(message => With(message, topic: message.Id < 3 ? "" : "praise"));
        IDataView data = Messages.Load(_context, [.. alike]);

        Assert.Equal(OneClass("Label", "praise"), Refused(Multiclass("Label"), data));
        Assert.Equal(OneClass("Label", "praise"), Refused(EncodeWith("Label"), data));
        Assert.Equal(OneClass("Topic", "praise"), Refused(EncodeWith("Topic"), data));
        Assert.Equal(OneClass("IsBilling", "False"), Refused(Binary(), data));
        Assert.Equal(OneClass("IsBilling", "False"), Refused(EncodeWith("IsBilling"), data));
    }

    [Fact]
    public void One_class_of_several_keys_is_one_class_too()
    {
        IDataView named = _context.Data.TakeRows(Messages.Load(_context, [.. Messages.Make(60).OrderBy(message => message.Topic)]), 10);
        IDataView bare = _context.Data.LoadFromEnumerable(Enumerable.Repeat(new BareKeyRow { Text = "parcel", Label = 2 }, 20));

        Assert.Equal(OneClass("Label", "billing"), Refused(Multiclass("Label"), named));
        Assert.Equal(OneClass("Label", "key 3"), Refused(Multiclass("Label"), bare));
    }

    [Theory]
    [InlineData(0, "5 rows have no label and were left out.")]
    [InlineData(1, "5 rows have no label: only pretraining learned from them.")]
    public void Rows_without_a_label_cause_a_warning(int pretrainingEpochs, string warning)
    {
        ContextMemoryMulticlassTrainer trainer = _context.MulticlassClassification.Trainers.ContextMemoryClassifier(
            Tiny.Classifier with { PretrainingEpochs = pretrainingEpochs });
        var log = new LogWatch(_context, "ContextMemoryMulticlassTrainer; Training");
        List<Message> messages = Messages.Make(50);
        List<Message> labeled = [.. messages.Where(message => message.Id % 10 != 3)];
        List<Message> some = [.. messages.Select(message => With(message, topic: message.Id % 10 == 3 ? "" : message.Topic))];

        ContextMemoryMulticlassTransformer model = trainer.Fit(Messages.Load(_context, some));

        Assert.Equal(5, model.TrainingReport!.RowsWithoutLabel);
        Assert.Equal(45, model.TrainingReport.TrainingRows);
        Assert.Equal(warning, Assert.Single(log.Warnings));
        byte[] without = ModelFiles.Component(trainer.Fit(Messages.Load(_context, labeled)));
        Assert.Equal(pretrainingEpochs == 0, without.AsSpan().SequenceEqual(ModelFiles.Component(model)));
    }

    [Fact]
    public void A_key_that_is_a_hash_is_refused()
    {
        IDataView data = _context.Data.LoadFromEnumerable([new HashRow { Text = "parcel", Label = 5 }]);
        const string Message =
            "The label column 'Label' has 2147483648 classes; at most 100000 can be told apart. " +
            "Make its keys with Conversion.MapValueToKey from the labels themselves, not from hashes or identifiers.";

        Assert.Equal(Message, Refused(Multiclass("Label"), data));
        Assert.Equal(Message, Refused(EncodeWith("Label"), data));
    }

    [Fact]
    public void Validation_data_with_another_number_of_keys_is_refused()
    {
        IEnumerable<int> ids = Enumerable.Range(0, 20);
        IDataView train = _context.Data.LoadFromEnumerable(ids.Select(id => new BareKeyRow { Text = "parcel", Label = (uint)id % 3 }));
        IDataView validation = _context.Data.LoadFromEnumerable(ids.Select(id => new MoreKeysRow { Text = "box", Label = (uint)id % 9 }));

        var fault = Assert.Throws<ArgumentException>(() => _context.MulticlassClassification.Trainers
            .ContextMemoryClassifier(Tiny.Classifier with { ValidationData = validation })
            .Fit(train));

        Assert.StartsWith("The keys of the label column 'Label' stand for other values in the validation data", fault.Message);
    }

    [Fact]
    public void Validation_data_without_rows_is_like_none()
    {
        IDataView none = _context.Data.SkipRows(Learned.Train, Learned.RowCount);

        TrainingReport report = _context.MulticlassClassification.Trainers
            .ContextMemoryClassifier(Tiny.Classifier with { ValidationData = none })
            .Fit(Learned.Train)
            .TrainingReport!;

        Assert.Equal((Learned.RowCount, 0), (report.TrainingRows, report.ValidationRows));
        Assert.Null(Assert.Single(report.Epochs).ValidationMetric);
    }

    [Fact]
    public void One_row_is_enough_to_learn_from_text_alone()
    {
        ContextMemoryEncodeTransformer model = _context.Transforms.ContextMemoryEncode(Tiny.Encode).Fit(Messages.Load(_context, 1));

        Assert.Equal(1, model.TrainingReport!.TrainingRows);
        IEnumerable<float[]> vectors = model.Transform(Messages.Load(_context, 3)).GetColumn<float[]>("Features");
        Assert.All(vectors, vector => Assert.All(vector, value => Assert.True(float.IsFinite(value))));
    }

    [Fact]
    public void No_rows_are_transformed_to_no_rows() =>
        Assert.Empty(RowPrinter.Print(Learned.Multiclass.Transform(_context.Data.SkipRows(Learned.Test, 80)), "Score", "Id"));

    private static string OneClass(string column, string name) =>
        $"The label column '{column}' has one class only ({name}): there is nothing to tell apart. " +
        "Pass training data with at least two classes.";

    private static string Refused<T>(IEstimator<T> estimator, IDataView data)
        where T : ITransformer =>
        Assert.Throws<InvalidOperationException>(() => estimator.Fit(data)).Message;

    private static Message With(Message message, string topic) => new() { Id = message.Id, Text = message.Text, Topic = topic };

    private ContextMemoryEncodeEstimator EncodeWith(string label) =>
        _context.Transforms.ContextMemoryEncode(Tiny.Encode with { LabelColumnName = label });

    private ContextMemoryMulticlassTrainer Multiclass(string label) =>
        _context.MulticlassClassification.Trainers.ContextMemoryClassifier(Tiny.Classifier with { LabelColumnName = label });

    private ContextMemoryBinaryTrainer Binary() => _context.BinaryClassification.Trainers.ContextMemoryClassifier(
        Tiny.Classifier with { LabelColumnName = nameof(Message.IsBilling) });

    private sealed class BareKeyRow
    {
        public string Text { get; set; } = "";

        [KeyType(3)]
        public uint Label { get; set; }
    }

    private sealed class MoreKeysRow
    {
        public string Text { get; set; } = "";

        [KeyType(9)]
        public uint Label { get; set; }
    }

    private sealed class HashRow
    {
        public string Text { get; set; } = "";

        [KeyType(1UL << 31)]
        public uint Label { get; set; }
    }
}
