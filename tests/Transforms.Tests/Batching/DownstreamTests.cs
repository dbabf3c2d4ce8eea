using System.Globalization;
using ContextMemory.MLNet;
using Microsoft.ML;
using Transforms.Tests.Harness;
using Transforms.Tests.Support;

namespace Transforms.Tests.Batching;

/// <summary>What ML.NET does with data works on ours.</summary>
public class DownstreamTests
{
    private readonly FittedCase _fitted = FittedCase.Get("masked token, Attention");

    private DataOperationsCatalog Data => _fitted.Context.Data;

    private IDataView Transformed => field ??= _fitted.Transformer.Transform(_fitted.Data);

    private List<string> Rows => field ??= Print(Transformed);

    [Fact]
    public void Rows_can_be_taken_and_skipped()
    {
        Assert.Equal(Rows.Take(10), Print(Data.TakeRows(Transformed, 10)));
        Assert.Equal(Rows.Skip(60), Print(Data.SkipRows(Transformed, 60)));
    }

    [Fact]
    public void Shuffled_rows_are_the_same_in_another_order()
    {
        List<string> shuffled = Print(Data.ShuffleRows(_fitted.Transformer.Transform(Data.Cache(_fitted.Data)), seed: 3));

        Assert.NotEqual(Rows, shuffled);
        Assert.Equal(Rows.Order(), shuffled.Order());
    }

    [Fact]
    public void A_split_has_every_row_once()
    {
        DataOperationsCatalog.TrainTestData split = Data.TrainTestSplit(Transformed, 0.3, seed: 5);

        List<string> train = Print(split.TrainSet);
        List<string> test = Print(split.TestSet);

        Assert.NotEmpty(train);
        Assert.NotEmpty(test);
        Assert.Equal(Rows.Order(), train.Concat(test).Order());
    }

    [Fact]
    public void A_cache_of_the_vectors_has_the_same_rows()
    {
        var source = new CountingView(_fitted.Data);
        IDataView cached = Data.Cache(_fitted.Transformer.Transform(source));

        Assert.Equal(Rows, Print(cached));
        Assert.Equal(Rows, Print(cached));
        Assert.Equal(FittedCase.RowCount, source.Reads("Text"));
    }

    [Fact]
    public void Row_objects_can_be_made()
    {
        IEnumerable<EncodedRow> rows = Data.CreateEnumerable<EncodedRow>(Transformed, reuseRowObject: false);

        Assert.Equal(_fitted.Expected, rows.Select(row => RowPrinter.Show("Features", row.Features)));
    }

    [Fact]
    public void Vectors_can_be_saved_as_text()
    {
        IDataView vectors = _fitted.Context.Transforms.SelectColumns("Features").Fit(Transformed).Transform(Transformed);
        using var stream = new MemoryStream();

        Data.SaveAsText(vectors, stream, headerRow: false, schema: false, forceDense: true);

        string[] lines = System.Text.Encoding.UTF8.GetString(stream.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        IEnumerable<string> saved = lines.Select(line =>
            RowPrinter.Show("Features", line.Trim().Split('\t').Select(number => float.Parse(number, CultureInfo.InvariantCulture))));
        Assert.Equal(_fitted.Expected, saved);
    }

    [Fact]
    public void Other_columns_can_be_saved_as_text_without_the_text()
    {
        IDataView ids = _fitted.Context.Transforms.SelectColumns("Id").Fit(Transformed).Transform(Transformed);
        using var stream = new MemoryStream();

        Data.SaveAsText(ids, stream, headerRow: false, schema: false);

        Assert.StartsWith("0\n1\n2\n", System.Text.Encoding.UTF8.GetString(stream.ToArray()).Replace("\r", ""));
    }

    [Fact]
    public void An_output_with_the_name_of_its_input_hides_it()
    {
        MLContext context = _fitted.Context;
        ContextMemoryEncodeTransformer model = context.Transforms
            .ContextMemoryEncode(Tiny.Encode with { OutputColumnName = "Text" })
            .Fit(_fitted.Data);

        IDataView transformed = model.Transform(_fitted.Data);

        Assert.Equal("Vector<Single, 8>", $"{transformed.Schema["Text"].Type}");
        Assert.True(transformed.Schema.First(column => column.Name == "Text").IsHidden);
        Assert.Equal(_fitted.Expected, Print(transformed, "Text").Select(line => line.Replace("Text=", "Features=")));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Transform(transformed));
    }

    [Fact]
    public void Two_encoders_in_a_row_leave_each_others_columns_alone()
    {
        ContextMemoryEncodeTransformer second = _fitted.Context.Transforms
            .ContextMemoryEncode(Tiny.Encode with { OutputColumnName = "Second", Encoder = Tiny.Encoder(EncoderKind.Lstm) })
            .Fit(Transformed);

        IDataView both = second.Transform(Transformed);

        Assert.Equal(_fitted.Expected, Print(both, "Features"));
        Assert.Equal(Print(second.Transform(_fitted.Data), "Second"), Print(both, "Second"));
    }

    private static List<string> Print(IDataView data) => Print(data, "Id", "Features");

    private static List<string> Print(IDataView data, params string[] columns) => RowPrinter.Print(data, columns);
}
