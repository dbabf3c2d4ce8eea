using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transforms.Tests.MLNet;

public class CursorTests
{
    private readonly MLContext _context = new(1);

    private static IEnumerable<Item> Items(int count, Action? onRow = null)
    {
        for (int i = 0; i < count; i++)
        {
            onRow?.Invoke();
            yield return new Item { Id = i, Text = $"text {i % 7}" };
        }
    }

    private static List<int> Ids(DataViewRowCursor cursor, List<long>? batches = null)
    {
        using (cursor)
        {
            var ids = new List<int>();
            var getter = cursor.GetGetter<int>(cursor.Schema["Id"]);
            int id = 0;
            while (cursor.MoveNext())
            {
                getter(ref id);
                ids.Add(id);
                batches?.Add(cursor.Batch);
            }
            return ids;
        }
    }

    [Fact]
    public void RowObjectsGiveOneCursorHoweverManyAreAskedFor()
    {
        var data = _context.Data.LoadFromEnumerable(Items(10).ToList());

        Assert.Single(data.GetRowCursorSet(data.Schema, 4));
        Assert.False(data.CanShuffle);
        Assert.Equal(10, data.GetRowCount());
        Assert.Null(_context.Data.LoadFromEnumerable(Items(10)).GetRowCount());
    }

    [Fact]
    public void EachCursorEnumeratesTheRowsAnewAndOnlyAsFarAsItMoves()
    {
        int rows = 0;
        var data = _context.Data.LoadFromEnumerable(Items(100, () => rows++));
        Assert.Equal(0, rows);

        using (var cursor = data.GetRowCursor(data.Schema))
        {
            Assert.Equal(-1, cursor.Position);
            cursor.MoveNext();
            Assert.Equal(0, cursor.Position);
        }

        Assert.Equal(1, rows);
        Assert.Equal(100, data.GetColumn<int>("Id").Count());
        Assert.Equal(101, rows);
    }

    [Fact]
    public void AFinishedCursorStaysFinished()
    {
        var data = _context.Data.LoadFromEnumerable(Items(1));
        using var cursor = data.GetRowCursor(data.Schema);

        Assert.True(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
        Assert.False(cursor.MoveNext());
        Assert.Equal(-1, cursor.Position);
    }

    [Fact]
    public void AColumnThatWasNotAskedForIsNotActiveAndHasNoGetter()
    {
        var data = _context.Data.LoadFromEnumerable(Items(1));
        using var cursor = data.GetRowCursor([data.Schema["Id"]]);

        Assert.True(cursor.IsColumnActive(data.Schema["Id"]));
        Assert.False(cursor.IsColumnActive(data.Schema["Text"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetGetter<ReadOnlyMemory<char>>(data.Schema["Text"]));
    }

    [Fact]
    public void AGetterOfAnotherTypeIsAnErrorThatNamesBothTypes()
    {
        var data = _context.Data.LoadFromEnumerable(Items(1));
        using var cursor = data.GetRowCursor(data.Schema);

        var error = Assert.Throws<InvalidOperationException>(() => cursor.GetGetter<float>(data.Schema["Id"]));
        Assert.Contains("System.Single", error.Message);
        Assert.Contains("System.Int32", error.Message);
    }

    [Fact]
    public void RowIdsDifferFromRowToRowAndAreTheSameInEveryCursor()
    {
        var data = _context.Data.LoadFromEnumerable(Items(50));

        List<DataViewRowId> ReadIds()
        {
            using var cursor = data.GetRowCursor([]);
            var getter = cursor.GetIdGetter();
            var ids = new List<DataViewRowId>();
            DataViewRowId id = default;
            while (cursor.MoveNext())
            {
                getter(ref id);
                ids.Add(id);
            }
            return ids;
        }

        Assert.Equal(50, ReadIds().Distinct().Count());
        Assert.Equal(ReadIds(), ReadIds());
    }

    [Fact]
    public void DerivedRowIdsAreDistinct()
    {
        var ids = new List<DataViewRowId>();
        for (ulong i = 0; i < 200; i++)
        {
            var id = new DataViewRowId(i, 0);
            ids.AddRange([id, id.Fork(), id.Next(), id.Combine(new DataViewRowId(1, 0)), id.Combine(new DataViewRowId(2, 0))]);
        }

        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public void ACachedViewReadsItsSourceOnceForEachColumn()
    {
        int rows = 0;
        var cached = _context.Data.Cache(_context.Data.LoadFromEnumerable(Items(100, () => Interlocked.Increment(ref rows))));
        Assert.Equal(0, rows);

        Assert.Equal(100, cached.GetColumn<int>("Id").Count());
        Assert.Equal(100, cached.GetColumn<int>("Id").Count());
        Assert.Equal(100, rows);
        Assert.Equal(100, cached.GetColumn<string>("Text").Count());
        Assert.Equal(200, rows);
    }

    [Fact]
    public async Task ACachedViewSharesItsRowsOutToTheCursorsOfASetInBatches()
    {
        var cached = _context.Data.Cache(_context.Data.LoadFromEnumerable(Items(1000)));
        var cursors = cached.GetRowCursorSet([cached.Schema["Id"]], 2);
        Assert.Equal(2, cursors.Length);

        var batches = new List<long>[] { [], [] };
        var parts = await Task.WhenAll(cursors.Select((cursor, i) => Task.Run(() => Ids(cursor, batches[i]))));

        var all = parts.SelectMany((part, i) => part.Zip(batches[i])).OrderBy(pair => pair.Second).Select(pair => pair.First);
        Assert.Equal(Enumerable.Range(0, 1000), all);
        Assert.Empty(batches[0].Intersect(batches[1]));
    }

    [Fact]
    public void ACachedViewCanShuffle()
    {
        var cached = _context.Data.Cache(_context.Data.LoadFromEnumerable(Items(200)));

        var shuffled = Ids(cached.GetRowCursor(cached.Schema, new Random(3)));

        Assert.True(cached.CanShuffle);
        Assert.NotEqual(Enumerable.Range(0, 200), shuffled);
        Assert.Equal(Enumerable.Range(0, 200), shuffled.Order());
    }

    [Fact]
    public void ATransformIsComputedOnSeveralThreadsAndKeepsTheOrderOfItsRows()
    {
        var probe = new ProbeView(_context.Data.Cache(_context.Data.LoadFromEnumerable(Items(2000))));
        var mapped = _context.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(probe).Transform(probe);
        probe.Requests.Clear();

        var ids = Ids(mapped.GetRowCursor([mapped.Schema["Id"], mapped.Schema["Key"]]));

        Assert.Equal(Enumerable.Range(0, 2000), ids);
        Assert.True(Assert.Single(probe.Requests) > 1);
    }

    [Fact]
    public async Task ALoneCursorIsSplitForAColumnThatMustBeComputed()
    {
        var data = _context.Data.LoadFromEnumerable(Items(1000));
        var mapped = _context.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(data).Transform(data);

        var cursors = mapped.GetRowCursorSet([mapped.Schema["Id"], mapped.Schema["Key"]], 3);
        var passedThrough = mapped.GetRowCursorSet([mapped.Schema["Id"]], 3);
        var parts = await Task.WhenAll(cursors.Select(cursor => Task.Run(() => Ids(cursor))));

        Assert.Equal(3, cursors.Length);
        Assert.Equal(Enumerable.Range(0, 1000), parts.SelectMany(part => part).Order());
        Assert.Equal(Enumerable.Range(0, 1000), Ids(Assert.Single(passedThrough)));
    }

    [Fact]
    public void AnErrorInARowReachesTheReaderOfATransformOverIt()
    {
        var data = _context.Data.LoadFromEnumerable(Items(1000).Select(item => item.Id == 500 ? throw new InvalidDataException("row 500") : item));
        var mapped = _context.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(_context.Data.TakeRows(data, 10)).Transform(data);

        var error = Assert.Throws<InvalidOperationException>(() => Ids(mapped.GetRowCursor(mapped.Schema)));
        while (error.InnerException is InvalidOperationException inner)
        {
            error = inner;
        }
        Assert.Equal("row 500", error.InnerException?.Message);
    }

    [Fact]
    public void ATransformCanBeLeftBeforeItsEnd()
    {
        int rows = 0;
        var data = _context.Data.LoadFromEnumerable(Items(1_000_000, () => rows++));
        var mapped = _context.Transforms.Conversion.MapValueToKey("Key", "Text").Fit(_context.Data.TakeRows(data, 10)).Transform(data);

        using (var cursor = mapped.GetRowCursor(mapped.Schema))
        {
            Assert.True(cursor.MoveNext());
        }

        Assert.InRange(rows, 1, 100_000);
    }

    private sealed class Item
    {
        public int Id { get; set; }

        public string Text { get; set; } = "";
    }

    /// <summary>Notes how many cursors its readers ask for.</summary>
    private sealed class ProbeView(IDataView source) : IDataView
    {
        public List<int> Requests { get; } = [];

        public bool CanShuffle => source.CanShuffle;

        public DataViewSchema Schema => source.Schema;

        public long? GetRowCount() => source.GetRowCount();

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
        {
            Requests.Add(1);
            return source.GetRowCursor(columnsNeeded, rand);
        }

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
        {
            Requests.Add(n);
            return source.GetRowCursorSet(columnsNeeded, n, rand);
        }
    }
}
