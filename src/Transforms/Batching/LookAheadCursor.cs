using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet.Batching;

/// <summary>
/// Reads a window of rows ahead, computes their new columns together on all threads, and hands the rows out in order. The window
/// starts small, so that who reads only a few rows does not wait for many, and is bounded in rows and in characters.
/// </summary>
internal sealed class LookAheadCursor : DataViewRowCursor
{
    private const int FirstWindow = 8;
    private const int LargestWindow = 1_024;
    private const int LargestWindowCharacters = 1 << 20;

    private readonly TextRowMapper _mapper;
    private readonly DataViewRowCursor _source;
    private readonly RowWindow _window;
    private readonly Delegate?[] _getters;
    private readonly List<ColumnBuffer> _buffers = [];
    private readonly ColumnBuffer _ids;
    private readonly Delegate _idGetter;
    private readonly List<long> _batches = [];
    private int _windowSize = FirstWindow;
    private int _current = -1;
    private long _position = -1;
    private bool _sourceEnded;

    public LookAheadCursor(TextRowMapper mapper, DataViewRowCursor source, DataViewSchema.Column[] columns, int threads)
    {
        _mapper = mapper;
        _source = source;
        _window = mapper.Transformer.CreateWindow(source, mapper.InputColumn, threads);
        _getters = new Delegate?[mapper.OutputSchema.Count];
        foreach (DataViewSchema.Column column in columns)
        {
            _getters[column.Index] ??= CreateGetter(column);
        }

        _ids = ColumnBuffer.CreateForIds(source);
        _idGetter = _ids.CreateGetter(Current);
    }

    public override DataViewSchema Schema => _mapper.OutputSchema;

    public override long Position => _position;

    public override long Batch => _current < 0 ? 0 : _batches[_current];

    public override bool MoveNext()
    {
        if (_current + 1 >= _window.Count && !ReadAhead())
        {
            _position = -1;
            _current = -1;
            _window.Clear();
            return false;
        }

        _current++;
        _position++;
        return true;
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ValueGetter<DataViewRowId>)_idGetter;

    public override bool IsColumnActive(DataViewSchema.Column column) => _getters[column.Index] is not null;

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        Getters.Cast<TValue>(_getters[column.Index], column);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source.Dispose();
        }

        base.Dispose(disposing);
    }

    private Delegate CreateGetter(DataViewSchema.Column column)
    {
        if (_mapper.IsAdded(column))
        {
            return _mapper.Transformer.CreateGetter(column.Index - _mapper.InputSchema.Count, _window, Current);
        }

        ColumnBuffer buffer = ColumnBuffer.Create(_source, _mapper.InputSchema[column.Index]);
        _buffers.Add(buffer);
        return buffer.CreateGetter(Current);
    }

    private int Current() =>
        _current >= 0 ? _current : throw new InvalidOperationException("The cursor stands on no row: call MoveNext first.");

    /// <summary>Reads the rows of the next window; false where there are none.</summary>
    private bool ReadAhead()
    {
        _window.Clear();
        _batches.Clear();
        _current = -1;
        int characters = 0;
        while (_window.Count < _windowSize && characters < LargestWindowCharacters && !_sourceEnded)
        {
            if (!_source.MoveNext())
            {
                _sourceEnded = true;
                break;
            }

            int place = _window.Count;
            foreach (ColumnBuffer buffer in _buffers)
            {
                buffer.Read(place);
            }

            _ids.Read(place);
            _batches.Add(_source.Batch);
            characters += _window.Add();
        }

        _windowSize = Math.Min(2 * _windowSize, LargestWindow);
        return _window.Count > 0;
    }
}
