using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transforms.Tests.MLNet;

/// <summary>What reading and look-ahead rely on: cursors, their active columns and the cursor sets of a cached view.</summary>
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
    public void Row_objects_give_one_cursor_however_many_are_asked_for()
    {
        var data = _context.Data.LoadFromEnumerable(Items(10).ToList());

        Assert.Single(data.GetRowCursorSet(data.Schema, 4));
        Assert.False(data.CanShuffle);
        Assert.Equal(10, data.GetRowCount());
        Assert.Null(_context.Data.LoadFromEnumerable(Items(10)).GetRowCount());
    }

    [Fact]
    public void A_column_that_was_not_asked_for_is_not_active_and_has_no_getter()
    {
        var data = _context.Data.LoadFromEnumerable(Items(1));
        using var cursor = data.GetRowCursor([data.Schema["Id"]]);

        Assert.True(cursor.IsColumnActive(data.Schema["Id"]));
        Assert.False(cursor.IsColumnActive(data.Schema["Text"]));
        Assert.Throws<ArgumentOutOfRangeException>(() => cursor.GetGetter<ReadOnlyMemory<char>>(data.Schema["Text"]));
    }

    [Fact]
    public void A_cached_view_reads_its_source_once_for_each_column()
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
    public async Task A_cached_view_deals_its_rows_to_the_cursors_of_a_set_in_batches()
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
    public void A_cached_view_can_shuffle()
    {
        var cached = _context.Data.Cache(_context.Data.LoadFromEnumerable(Items(200)));

        var shuffled = Ids(cached.GetRowCursor(cached.Schema, new Random(3)));

        Assert.True(cached.CanShuffle);
        Assert.NotEqual(Enumerable.Range(0, 200), shuffled);
        Assert.Equal(Enumerable.Range(0, 200), shuffled.Order());
    }

    private sealed class Item
    {
        public int Id { get; set; }

        public string Text { get; set; } = "";
    }
}
