using ContextMemory.MLNet;
using Microsoft.ML;
using Transforms.Tests.Support;

namespace Transforms.Tests.Rows;

/// <summary>What 'cmem check' warns of, Fit says in the log.</summary>
public class DataWarningTests
{
    private readonly MLContext _context = new(1);

    [Fact]
    public void Odd_rows_of_a_classifier_are_named_once()
    {
        IEnumerable<string> warnings = Fit(
            new() { Label = "spam", Text = "buy cheap pills now" },
            new() { Label = "Spam ", Text = "win a prize" },
            new() { Label = "ham", Text = "see you at lunch" },
            new() { Label = "ham", Text = "win a prize" },
            new() { Label = "ham", Text = "see you at lunch" },
            new() { Label = "ham", Text = "  " });

        Assert.Equal(
            [
                "'spam' and 'Spam ' are different labels of the label column 'Label', though they differ only in space, case, Unicode form or " +
                "the way a number is written. Write them alike where they mean the same.",
                "2 labels have one row only in the label column 'Label': 'spam' and 'Spam '. Give more examples of them.",
                "1 row has no text.",
                "2 rows repeat the text of an earlier one, 1 of them with another label.",
            ],
            warnings);
    }

    [Fact]
    public void One_Unicode_form_and_one_number_are_pointed_out()
    {
        IEnumerable<string> warnings = Fit(
            [.. new[] { "caf\u00E9", "cafe\u0301", "1", "1.0" }.SelectMany(label => new[] { Row(label, 1), Row(label, 2) })]);

        Assert.Equal(2, warnings.Count(warning => warning.Contains("Unicode form", StringComparison.Ordinal)));
        Assert.Contains(warnings, warning => warning.StartsWith("'1' and '1.0' are different labels", StringComparison.Ordinal));

        static LabeledMessageRow Row(string label, int number) => new() { Label = label, Text = $"text {number} of {label}" };
    }

    [Fact]
    public void Rows_as_they_should_be_give_no_warning() => Assert.Empty(Fit(
        new() { Label = "spam", Text = "buy cheap pills now" },
        new() { Label = "spam", Text = "win a prize" },
        new() { Label = "ham", Text = "see you at lunch" },
        new() { Label = "ham", Text = "are you coming" }));

    [Fact]
    public void Many_rare_labels_are_counted()
    {
        IEnumerable<string> warnings = Fit([.. Enumerable.Range(0, 8).Select(i => new LabeledMessageRow { Label = $"class {(char)('a' + i)}", Text = $"text {i}" })]);

        Assert.Contains(
            "8 labels have one row only in the label column 'Label': 'class a', 'class b', 'class c', 'class d', 'class e' and 3 more. Give more examples of them.",
            warnings);
    }

    [Fact]
    public void Labels_of_texts_that_may_have_several_are_named_too()
    {
        var log = new LogWatch(_context, "ContextMemory");
        IDataView data = _context.Data.LoadFromEnumerable(new LabelsRow[]
        {
            new() { Labels = ["late", "Late"], Text = "where is my parcel" },
            new() { Labels = ["late"], Text = "it has not come" },
            new() { Labels = [], Text = "thank you" },
        });

        _context.MulticlassClassification.Trainers.ContextMemoryMultiLabelClassifier(Tiny.Classifier with { LabelColumnName = "Labels" }).Fit(data);

        Assert.Contains(log.Warnings, warning => warning.StartsWith("'late' and 'Late' are different labels", StringComparison.Ordinal));
        Assert.Contains("1 label has one row only in the label column 'Labels': 'Late'. Give more examples of them.", log.Warnings);
    }

    private IEnumerable<string> Fit(params LabeledMessageRow[] rows)
    {
        var log = new LogWatch(_context, "ContextMemory");
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        _context.Transforms.Conversion.MapValueToKey("Label")
            .Append(_context.MulticlassClassification.Trainers.ContextMemoryClassifier(Tiny.Classifier))
            .Fit(data);
        return log.Warnings;
    }

    private sealed class LabeledMessageRow
    {
        public string Label { get; set; } = "";

        public string Text { get; set; } = "";
    }

    private sealed class LabelsRow
    {
        public string[] Labels { get; set; } = [];

        public string Text { get; set; } = "";
    }
}
