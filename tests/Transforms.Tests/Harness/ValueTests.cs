using ContextMemory.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Support;

namespace Transforms.Tests.Harness;

/// <summary>However rows are read, their values are the same to the last bit.</summary>
public class ValueTests : EstimatorHarness
{
    [Theory]
    [MemberData(nameof(Cases))]
    public void Parallel_cursors_give_the_rows_of_one_cursor(string name)
    {
        FittedCase fitted = FittedCase.Get(name);
        IDataView cached = fitted.Context.Data.Cache(fitted.Data);
        IDataView transformed = fitted.Transformer.Transform(cached);
        foreach (int count in new[] { 1, 2, 4 })
        {
            DataViewRowCursor[] cursors = transformed.GetRowCursorSet(transformed.Schema, count);

            // Otherwise nothing is shown: a cache gives as many cursors as it is asked for.
            Assert.Equal(count, cursors.Length);
            Assert.Equal(fitted.Expected, ReadInParallel(cursors, fitted.Case.Columns));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_prediction_engine_gives_the_rows_of_the_cursor(string name)
    {
        FittedCase fitted = FittedCase.Get(name);

        Func<Message, string> predict = fitted.Case.CreatePredictor(fitted.Context, fitted.Transformer);

        Assert.Equal(fitted.Expected, fitted.Messages.Select(predict));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_row_mapper_gives_the_rows_of_the_cursor(string name)
    {
        FittedCase fitted = FittedCase.Get(name);
        IRowToRowMapper mapper = fitted.Transformer.GetRowToRowMapper(fitted.Data.Schema);
        IEnumerable<DataViewSchema.Column> added = fitted.Case.Columns.Select(column => mapper.OutputSchema[column]);
        using DataViewRowCursor input = fitted.Data.GetRowCursor(mapper.GetDependencies(added));

        using DataViewRow row = mapper.GetRow(input, added);

        Func<string> print = RowPrinter.For(row, fitted.Case.Columns);
        var lines = new List<string>();
        while (input.MoveNext())
        {
            Assert.Equal(input.Position, row.Position);
            lines.Add(print());
        }

        Assert.Equal(fitted.Expected, lines);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_row_does_not_depend_on_the_rows_beside_it(string name)
    {
        FittedCase fitted = FittedCase.Get(name);
        foreach (int count in new[] { 1, 7, 8, 9, 25 })
        {
            IDataView few = fitted.Context.Data.TakeRows(fitted.Data, count);
            Assert.Equal(fitted.Expected.Take(count), RowPrinter.Print(fitted.Transformer.Transform(few), fitted.Case.Columns));
        }

        IDataView backwards = Messages.Load(fitted.Context, [.. fitted.Messages.Reverse()]);
        Assert.Equal(fitted.Expected.Reverse(), RowPrinter.Print(fitted.Transformer.Transform(backwards), fitted.Case.Columns));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_row_does_not_depend_on_the_number_of_threads(string name)
    {
        FittedCase fitted = FittedCase.Get(name);
        TextTransformer copy = fitted.LoadCopy();
        foreach (int threads in new[] { 1, 2, 3 })
        {
            copy.Threads = threads;
            Assert.Equal(fitted.Expected, RowPrinter.Print(copy.Transform(fitted.Data), fitted.Case.Columns));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_column_alone_has_the_same_values(string name)
    {
        FittedCase fitted = FittedCase.Get(name);
        IDataView transformed = fitted.Transformer.Transform(fitted.Data);

        IEnumerable<List<string>> columns = fitted.Case.Columns.Select(column => RowPrinter.Print(transformed, column));

        Assert.Equal(fitted.Expected, columns.Aggregate((left, right) => [.. left.Zip(right, (one, other) => $"{one} {other}")]));
    }

    /// <summary>All cursors at work at once, the rows put back in order by their ids.</summary>
    private static List<string> ReadInParallel(DataViewRowCursor[] cursors, string[] columns)
    {
        var rows = new SortedList<int, string>();
        Parallel.ForEach(cursors, new ParallelOptions { MaxDegreeOfParallelism = cursors.Length }, cursor =>
        {
            using (cursor)
            {
                Func<string> print = RowPrinter.For(cursor, columns);
                ValueGetter<int> getId = cursor.GetGetter<int>(cursor.Schema[nameof(Message.Id)]);
                int id = 0;
                while (cursor.MoveNext())
                {
                    getId(ref id);
                    string line = print();
                    lock (rows)
                    {
                        rows.Add(id, line);
                    }
                }
            }
        });
        return [.. rows.Values];
    }
}
