using System.Collections.Concurrent;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transforms.Tests.Support;

/// <summary>Hands a view on and counts what is asked of it: cursors, rows, and each column's values.</summary>
internal sealed class CountingView(IDataView source) : IDataView
{
    private readonly ConcurrentDictionary<string, int> _reads = new();
    private int _cursors;
    private int _moves;

    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => source.Schema;

    public int Cursors => _cursors;

    public int Moves => _moves;

    /// <summary>The columns that each cursor was asked for, one entry a cursor.</summary>
    public ConcurrentQueue<string> ActiveColumns { get; } = new();

    public int Reads(string column) => _reads.GetValueOrDefault(column);

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        Wrap(source.GetRowCursor(columnsNeeded, rand), columnsNeeded);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        Array.ConvertAll(source.GetRowCursorSet(columnsNeeded, n, rand), cursor => Wrap(cursor, columnsNeeded));

    private Cursor Wrap(DataViewRowCursor cursor, IEnumerable<DataViewSchema.Column> columns)
    {
        Interlocked.Increment(ref _cursors);
        ActiveColumns.Enqueue(string.Join(' ', columns.Select(column => column.Name).Order(StringComparer.Ordinal)));
        return new Cursor(this, cursor);
    }

    private sealed class Cursor(CountingView view, DataViewRowCursor source) : DataViewRowCursor
    {
        public override DataViewSchema Schema => source.Schema;

        public override long Position => source.Position;

        public override long Batch => source.Batch;

        public override bool MoveNext()
        {
            Interlocked.Increment(ref view._moves);
            return source.MoveNext();
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => source.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => source.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            ValueGetter<TValue> getter = source.GetGetter<TValue>(column);
            return (ref TValue value) =>
            {
                view._reads.AddOrUpdate(column.Name, 1, (_, count) => count + 1);
                getter(ref value);
            };
        }

        protected override void Dispose(bool disposing)
        {
            source.Dispose();
            base.Dispose(disposing);
        }
    }
}
