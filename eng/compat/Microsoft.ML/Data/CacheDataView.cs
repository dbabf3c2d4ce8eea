namespace Microsoft.ML.Data;

/// <summary>Keeps the columns that have been asked for, so that their source is read once.</summary>
internal sealed class CacheDataView : IDataView
{
    private const int RowsInBlock = 64;

    private readonly IDataView _source;
    private readonly Lock _filling = new();
    private readonly RowBuffer[] _rowsByColumn;
    private RowBuffer _filledLast;

    public CacheDataView(IDataView source, IEnumerable<string> prefetched = null)
    {
        _source = WithCacheableColumns(source);
        _rowsByColumn = new RowBuffer[Schema.Count];
        if (prefetched?.Any() == true)
        {
            Fill(Schema.Activate(prefetched.Select(name => Schema[name])));
        }
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount() => _filledLast?.Count ?? _source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
        => GetCursors(columnsNeeded, 1, rand)[0];

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => GetCursors(columnsNeeded, n > 0 ? Math.Min(n, 2 * CursorSets.ThreadCount) : CursorSets.ThreadCount, rand);

    private static IDataView WithCacheableColumns(IDataView source)
    {
        var cacheable = source.Schema.Where(column => column.Type.IsCacheable()).Select(column => column.Index).ToArray();
        return cacheable.Length == source.Schema.Count ? source : new ColumnSelection.View(new ColumnSelection(source.Schema, cacheable), source);
    }

    private void Fill(bool[] active)
    {
        lock (_filling)
        {
            var missing = Schema.Where(column => active[column.Index] && _rowsByColumn[column.Index] == null).ToArray();
            if (missing.Length == 0 && _filledLast != null)
            {
                return;
            }
            using var cursor = _source.GetRowCursor(missing);
            var rows = new RowBuffer(cursor, Schema.Activate(missing));
            while (cursor.MoveNext())
            {
                rows.Fill(rows.Count);
            }
            foreach (var column in missing)
            {
                _rowsByColumn[column.Index] = rows;
            }
            _filledLast = rows;
        }
    }

    // Several cursors share the rows out in blocks: after its first block a cursor takes every n-th.
    private DataViewRowCursor[] GetCursors(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand)
    {
        var active = Schema.Activate(columnsNeeded);
        Fill(active);
        var order = Enumerable.Range(0, _filledLast.Count).ToArray();
        rand?.Shuffle(order);
        int blocksTaken = 0;
        int FirstBlock() => Interlocked.Increment(ref blocksTaken) - 1;
        var cursors = new DataViewRowCursor[n];
        for (int i = 0; i < n; i++)
        {
            cursors[i] = new Cursor(this, active, order, n == 1 ? int.MaxValue : RowsInBlock, FirstBlock, n);
        }
        return cursors;
    }

    private sealed class Cursor(CacheDataView cache, bool[] active, int[] order, int rowsInBlock, Func<int> firstBlock, int blockStep)
        : RootCursor(cache.Schema, active)
    {
        private int _block = -1;
        private long _next;
        private int _row;

        public override long Batch => _block;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        {
            CheckOnRow();
            id = new DataViewRowId((ulong)_row, 0);
        };

        protected override Delegate GetGetterCore(int column)
        {
            var rows = cache._rowsByColumn[column];
            return RowBuffer.CreateGetter(
                Schema[column],
                () =>
                {
                    CheckOnRow();
                    return rows;
                },
                () => _row);
        }

        protected override bool MoveNextCore()
        {
            if (_block < 0 || _next % rowsInBlock == 0)
            {
                _block = _block < 0 ? firstBlock() : _block + blockStep;
                _next = (long)_block * rowsInBlock;
            }
            if (_next >= order.Length)
            {
                return false;
            }
            _row = order[_next++];
            return true;
        }
    }
}
