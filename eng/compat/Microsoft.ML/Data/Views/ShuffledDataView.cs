namespace Microsoft.ML.Data;

/// <summary>Rows drawn at random from a pool that the source fills up again, itself shuffled if it can and shall be.</summary>
internal sealed class ShuffledDataView(IDataView source, int seed, int poolSize, bool shuffleSource) : IDataView
{
    public bool CanShuffle => true;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
    {
        var random = rand ?? new Random(seed);
        var sourceRandom = shuffleSource && source.CanShuffle ? new Random(random.Next()) : null;
        var input = source.GetRowCursor(columnsNeeded, sourceRandom);
        return poolSize == 1 ? input : new Cursor(input, Schema.Activate(columnsNeeded), poolSize, random);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
        => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : RootCursor
    {
        private readonly DataViewRowCursor _input;
        private readonly RowBuffer _pool;
        private readonly int _poolSize;
        private readonly Random _random;
        private readonly List<int> _places = [];
        private int _current = -1;

        public Cursor(DataViewRowCursor input, bool[] active, int poolSize, Random random)
            : base(input.Schema, active)
        {
            _input = input;
            _pool = new RowBuffer(input, active);
            _poolSize = poolSize;
            _random = random;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        {
            CheckOnRow();
            id = _pool.GetId(_current);
        };

        protected override Delegate GetGetterCore(int column) => RowBuffer.CreateGetter(
            Schema[column],
            () =>
            {
                CheckOnRow();
                return _pool;
            },
            () => _current);

        protected override bool MoveNextCore()
        {
            // The row given out last has been used by now: its place takes the next row of the source.
            if (_current >= 0)
            {
                FillPlace(_current);
            }
            while (_pool.Count < _poolSize && FillPlace(_pool.Count))
            {
            }
            if (_places.Count == 0)
            {
                return false;
            }
            int drawn = _random.Next(_places.Count);
            _current = _places[drawn];
            _places[drawn] = _places[^1];
            _places.RemoveAt(_places.Count - 1);
            return true;
        }

        protected override void DisposeCore() => _input.Dispose();

        private bool FillPlace(int place)
        {
            if (!_input.MoveNext())
            {
                return false;
            }
            _pool.Fill(place);
            _places.Add(place);
            return true;
        }
    }
}
