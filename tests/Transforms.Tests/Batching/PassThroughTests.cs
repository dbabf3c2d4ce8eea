using ContextMemory.MLNet;
using Microsoft.ML;
using Microsoft.ML.Data;
using Transforms.Tests.Harness;
using Transforms.Tests.Support;

namespace Transforms.Tests.Batching;

/// <summary>The look-ahead cursor buffers the columns beside the text; nobody may notice.</summary>
public class PassThroughTests
{
    private const int RowCount = 30;

    private readonly MLContext _context = new(1);
    private readonly IDataView _source;
    private readonly IDataView _transformed;

    public PassThroughTests()
    {
        _source = ColumnZoo.Load(_context, RowCount);
        _transformed = Encoder.Transform(_source);
    }

    private static TextTransformer Encoder => FittedCase.Get("masked token, Attention").Transformer;

    [Fact]
    public void Columns_of_every_kind_arrive_unchanged()
    {
        using DataViewRowCursor before = _source.GetRowCursor(_source.Schema);
        using DataViewRowCursor after = _transformed.GetRowCursor(_transformed.Schema);

        List<string> expected = AnyValue.PrintAll(before, _source.Schema);

        Assert.Equal(RowCount, expected.Count);
        Assert.Contains(_source.Schema, column => column.IsHidden);
        Assert.Contains("sparse 40", expected[3]);
        Assert.Equal(expected, AnyValue.PrintAll(after, _transformed.Schema.Take(_source.Schema.Count)));
    }

    [Fact]
    public void Key_values_arrive_unchanged()
    {
        VBuffer<ReadOnlyMemory<char>> before = default;
        VBuffer<ReadOnlyMemory<char>> after = default;

        _source.Schema["Named"].GetKeyValues(ref before);
        _transformed.Schema["Named"].GetKeyValues(ref after);

        Assert.Equal(["w0", "v0", "w1", "v1"], after.DenseValues().Take(4).Select(value => value.ToString()));
        Assert.Equal(before.DenseValues().Select(value => value.ToString()), after.DenseValues().Select(value => value.ToString()));
    }

    [Fact]
    public void Positions_and_ids_are_those_of_the_source()
    {
        using DataViewRowCursor before = _source.GetRowCursor(_source.Schema);
        using DataViewRowCursor after = _transformed.GetRowCursor(_transformed.Schema);
        ValueGetter<DataViewRowId> getBefore = before.GetIdGetter();
        ValueGetter<DataViewRowId> getAfter = after.GetIdGetter();
        DataViewRowId idBefore = default;
        DataViewRowId idAfter = default;
        Assert.Equal(-1, after.Position);

        for (int row = 0; row < RowCount; row++)
        {
            Assert.True(before.MoveNext() && after.MoveNext());
            getBefore(ref idBefore);
            getAfter(ref idAfter);
            Assert.Equal(row, after.Position);
            Assert.Equal(before.Batch, after.Batch);
            Assert.Equal(idBefore, idAfter);
        }

        Assert.False(after.MoveNext());
        Assert.Equal(-1, after.Position);
        Assert.False(after.MoveNext());
    }

    [Fact]
    public void Batches_of_parallel_cursors_are_those_of_the_source()
    {
        IDataView cached = _context.Data.Cache(Messages.Load(_context, 300));

        SortedDictionary<int, long> before = Batches(cached);
        SortedDictionary<int, long> after = Batches(Encoder.Transform(cached));

        Assert.Equal(300, after.Count);
        Assert.True(before.Values.Distinct().Count() > 1);
        Assert.Equal(before, after);
    }

    [Fact]
    public void Vectors_that_a_consumer_keeps_stay_as_they_were()
    {
        List<VBuffer<float>> kept = KeepAll(_transformed, nameof(ZooRow.Sparse));
        List<VBuffer<float>> features = KeepAll(_transformed, "Features");

        Assert.Equal(KeepAll(_source, nameof(ZooRow.Sparse)).Select(Values), kept.Select(Values));
        Assert.Equal(_transformed.GetColumn<float[]>("Features"), features.Select(vector => vector.DenseValues()));
    }

    [Theory]
    [InlineData(nameof(ZooRow.Dense))]
    [InlineData(nameof(ZooRow.Sparse))]
    [InlineData("Features")]
    public void A_consumer_may_overwrite_its_vector(string name)
    {
        using DataViewRowCursor cursor = Open(_transformed, name);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(_transformed.Schema[name]);
        VBuffer<float> mine = default;
        VBuffer<float> again = default;
        for (int row = 0; cursor.MoveNext(); row++)
        {
            getter(ref mine);
            float[] values = Values(mine);
            VBufferEditor.CreateFromBuffer(ref mine).Values.Fill(-1);
            getter(ref again);
            Assert.Equal(values, Values(again));
        }
    }

    /// <summary>With the new column where there is one: without it nothing is buffered.</summary>
    private static DataViewRowCursor Open(IDataView data, string column) =>
        data.GetRowCursor(data.Schema.Where(one => !one.IsHidden && (one.Name == column || one.Name == "Features")));

    private static List<VBuffer<float>> KeepAll(IDataView data, string column)
    {
        using DataViewRowCursor cursor = Open(data, column);
        ValueGetter<VBuffer<float>> getter = cursor.GetGetter<VBuffer<float>>(data.Schema[column]);
        var kept = new List<VBuffer<float>>();
        while (cursor.MoveNext())
        {
            VBuffer<float> vector = default;
            getter(ref vector);
            kept.Add(vector);
        }

        return kept;
    }

    private static float[] Values(VBuffer<float> vector) => [.. vector.DenseValues()];

    private static SortedDictionary<int, long> Batches(IDataView data)
    {
        var batches = new SortedDictionary<int, long>();
        DataViewRowCursor[] cursors = data.GetRowCursorSet(data.Schema, 2);
        ValueGetter<int>[] ids = Array.ConvertAll(cursors, cursor => cursor.GetGetter<int>(cursor.Schema[nameof(Message.Id)]));
        int id = 0;
        for (bool moved = true; moved;)
        {
            moved = false;
            for (int i = 0; i < cursors.Length; i++)
            {
                if (cursors[i].MoveNext())
                {
                    moved = true;
                    ids[i](ref id);
                    batches.Add(id, cursors[i].Batch);
                }
            }
        }

        Array.ForEach(cursors, cursor => cursor.Dispose());
        return batches;
    }
}
