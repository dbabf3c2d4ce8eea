using ContextMemory.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Harness;
using Transforms.Tests.Support;

namespace Transforms.Tests.Batching;

/// <summary>Nothing is read or computed that nobody asked for.</summary>
public class LazinessTests
{
    private const int RowCount = 4_200;

    private readonly CountingView _source;
    private readonly IDataView _transformed;

    public LazinessTests()
    {
        _source = new CountingView(Messages.Load(new MLContext(1), RowCount));
        _transformed = Encoder.Transform(_source);
    }

    private static TextTransformer Encoder => FittedCase.Get("masked token, Attention").Transformer;

    [Fact]
    public void Transform_opens_no_cursor()
    {
        Assert.NotNull(_transformed.Schema.GetColumnOrNull("Features"));
        Assert.Equal(0, _source.Cursors);
    }

    [Fact]
    public void No_row_is_read_before_the_cursor_moves()
    {
        using DataViewRowCursor cursor = Open("Features", "Id");
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(_transformed.Schema["Features"]);

        Assert.NotNull(getter);
        Assert.Equal(1, _source.Cursors);
        Assert.Equal(0, _source.Moves);
        Assert.Equal(0, _source.Reads("Text"));
    }

    [Fact]
    public void The_first_row_waits_for_only_a_few_others()
    {
        using DataViewRowCursor cursor = Open("Features");

        Assert.True(cursor.MoveNext());

        Assert.InRange(_source.Reads("Text"), 1, 16);
    }

    [Fact]
    public void Rows_are_read_a_bounded_number_ahead()
    {
        using DataViewRowCursor cursor = Open("Features");
        int most = 0;
        for (int row = 1; cursor.MoveNext(); row++)
        {
            most = Math.Max(most, _source.Reads("Text") - row);
        }

        Assert.Equal(RowCount, _source.Reads("Text"));
        Assert.InRange(most, 1, 1_024);
    }

    [Fact]
    public void Long_texts_are_read_few_at_a_time()
    {
        var text = new string(' ', 300_000);
        var source = new CountingView(new MLContext(1).Data.LoadFromEnumerable(Enumerable.Repeat(new Message { Text = text }, 40)));
        IDataView transformed = Encoder.Transform(source);
        using DataViewRowCursor cursor = transformed.GetRowCursor([transformed.Schema["Features"]]);
        for (int row = 1; cursor.MoveNext(); row++)
        {
            // A million characters are enough of a window.
            Assert.InRange(source.Reads("Text") - row, 0, 4);
        }

        Assert.Equal(40, source.Reads("Text"));
    }

    [Fact]
    public void Only_active_columns_and_the_text_are_read()
    {
        Assert.Equal(RowCount, RowPrinter.Print(_transformed, "Features", "Id").Count);

        Assert.Equal("Id Text", Assert.Single(_source.ActiveColumns));
        Assert.Equal(RowCount, _source.Reads("Id"));
        Assert.Equal(RowCount, _source.Reads("Text"));
        Assert.Equal(0, _source.Reads("Topic"));
    }

    [Fact]
    public void Without_a_new_column_the_text_is_not_even_active()
    {
        Assert.Equal(RowCount, RowPrinter.Print(_transformed, "Id", "IsBilling").Count);

        Assert.Equal("Id IsBilling", Assert.Single(_source.ActiveColumns));
        Assert.Equal(0, _source.Reads("Text"));
    }

    [Fact]
    public void Without_any_column_rows_are_only_counted()
    {
        using DataViewRowCursor cursor = Open();
        int rows = 0;
        while (cursor.MoveNext())
        {
            rows++;
        }

        Assert.Equal(RowCount, rows);
        Assert.Equal("", Assert.Single(_source.ActiveColumns));
    }

    [Fact]
    public void Parallel_cursors_read_only_what_is_active_too()
    {
        Array.ForEach(_transformed.GetRowCursorSet([_transformed.Schema["Id"]], 2), cursor => cursor.Dispose());

        Assert.All(_source.ActiveColumns, columns => Assert.Equal("Id", columns));
    }

    [Fact]
    public void The_row_mapper_needs_no_text_where_no_new_column_is_active()
    {
        IRowToRowMapper mapper = Encoder.GetRowToRowMapper(_source.Schema);
        DataViewSchema.Column id = mapper.OutputSchema["Id"];
        Assert.Equal(["Id"], mapper.GetDependencies([id]).Select(column => column.Name));
        Assert.Equal(["Text"], mapper.GetDependencies([mapper.OutputSchema["Features"]]).Select(column => column.Name));
        using DataViewRowCursor input = _source.GetRowCursor([_source.Schema["Id"]]);

        using DataViewRow row = mapper.GetRow(input, [id]);

        Assert.True(input.MoveNext());
        Assert.Equal("Id=0", RowPrinter.For(row, "Id")());
        Assert.False(row.IsColumnActive(mapper.OutputSchema["Features"]));
    }

    [Fact]
    public void The_row_count_and_shuffling_are_those_of_the_source()
    {
        IDataView cached = new MLContext(1).Data.Cache(_source);

        Assert.Equal(RowCount, _transformed.GetRowCount());
        Assert.False(_transformed.CanShuffle);
        Assert.True(Encoder.Transform(cached).CanShuffle);
    }

    private DataViewRowCursor Open(params string[] columns) =>
        _transformed.GetRowCursor(columns.Select(name => _transformed.Schema[name]));
}
