using ContextMemory.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Harness;
using Transforms.Tests.Support;

namespace Transforms.Tests.Batching;

/// <summary>Wrong use of cursors and rows says what is wrong.</summary>
public class GetterFaultTests
{
    private readonly FittedCase _fitted = FittedCase.Get("masked token, Attention");

    private DataViewSchema Schema => Transformed.Schema;

    private IDataView Transformed => field ??= _fitted.Transformer.Transform(_fitted.Data);

    [Theory]
    [InlineData("Id", "Features")]
    [InlineData("Features", "Id")]
    public void An_inactive_column_has_no_getter(string active, string inactive)
    {
        using DataViewRowCursor cursor = Transformed.GetRowCursor([Schema[active]]);

        Assert.True(cursor.IsColumnActive(Schema[active]));
        Assert.False(cursor.IsColumnActive(Schema[inactive]));
        var fault = Assert.Throws<InvalidOperationException>(() => Any(cursor, inactive));
        Assert.Equal($"Column '{inactive}' is not active: name it when the cursor is opened.", fault.Message);
    }

    [Fact]
    public void An_inactive_column_of_the_row_mapper_has_no_getter()
    {
        IRowToRowMapper mapper = _fitted.Transformer.GetRowToRowMapper(_fitted.Data.Schema);
        using DataViewRowCursor input = _fitted.Data.GetRowCursor(_fitted.Data.Schema);

        using DataViewRow row = mapper.GetRow(input, [mapper.OutputSchema["Id"]]);

        var fault = Assert.Throws<InvalidOperationException>(() => Any(row, "Features"));
        Assert.Equal("Column 'Features' is not active: name it when the cursor is opened.", fault.Message);
    }

    [Theory]
    [InlineData("Features", "Column 'Features' is Vector<Single, 8>: its values are Microsoft.ML.Data.VBuffer`1[System.Single], ")]
    [InlineData("Id", "Column 'Id' is Int32: its values are System.Int32, ")]
    public void A_getter_of_the_wrong_type_is_refused(string column, string message)
    {
        using DataViewRowCursor cursor = Transformed.GetRowCursor(Schema);

        var fault = Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<double>(Schema[column]));

        Assert.Equal($"{message}not System.Double.", fault.Message);
    }

    [Theory]
    [InlineData("Features")]
    [InlineData("Id")]
    public void Before_the_first_row_there_is_no_value(string column)
    {
        using DataViewRowCursor cursor = Transformed.GetRowCursor(Schema);
        Func<string> print = RowPrinter.For(cursor, column);

        var fault = Assert.Throws<InvalidOperationException>(() => print());

        Assert.Equal("The cursor stands on no row: call MoveNext first.", fault.Message);
    }

    [Fact]
    public void After_the_last_row_there_is_no_value_and_no_id()
    {
        using DataViewRowCursor cursor = Transformed.GetRowCursor(Schema);
        Func<string> print = RowPrinter.For(cursor, "Features");
        ValueGetter<DataViewRowId> getId = cursor.GetIdGetter();
        while (cursor.MoveNext())
        {
        }

        DataViewRowId id = default;
        Assert.Throws<InvalidOperationException>(() => print());
        Assert.Throws<InvalidOperationException>(() => getId(ref id));
    }

    [Fact]
    public void A_row_of_another_schema_is_refused()
    {
        IRowToRowMapper mapper = _fitted.Transformer.GetRowToRowMapper(_fitted.Data.Schema);
        IDataView other = Messages.Load(_fitted.Context, 1);
        using DataViewRowCursor input = other.GetRowCursor(other.Schema);

        var fault = Assert.Throws<ArgumentException>(() => mapper.GetRow(input, mapper.OutputSchema));

        Assert.Equal("The row has another schema than the one this mapper was made for. (Parameter 'input')", fault.Message);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1_025)]
    public void A_number_of_threads_out_of_range_is_refused(int threads)
    {
        TextTransformer copy = _fitted.LoadCopy();

        Assert.Throws<ArgumentOutOfRangeException>(() => copy.Threads = threads);

        Assert.Equal(0, copy.Threads);
    }

    private static object Any(DataViewRow row, string column) =>
        column == "Id" ? row.GetGetter<int>(row.Schema[column]) : row.GetGetter<VBuffer<float>>(row.Schema[column]);
}
