using Microsoft.ML;
using Microsoft.ML.Data;

namespace ContextMemory.MLNet.Batching;

/// <summary>A row with the new columns, computed when they are asked for and once a position.</summary>
internal sealed class MappedRow : DataViewRow
{
    private readonly TextRowMapper _mapper;
    private readonly DataViewRow _input;
    private readonly Delegate?[] _getters;
    private readonly RowWindow? _window;
    private long? _position;

    public MappedRow(TextRowMapper mapper, DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        _mapper = mapper;
        _input = input;
        _getters = new Delegate?[mapper.AddedCount];
        foreach (DataViewSchema.Column column in activeColumns.Where(mapper.IsAdded))
        {
            // Only now: while no new column is active, the input need not be active either.
            _window ??= mapper.Transformer.CreateWindow(input, mapper.InputColumn, threads: 1);
            int added = column.Index - mapper.InputSchema.Count;
            _getters[added] ??= mapper.Transformer.CreateGetter(added, _window, Current);
        }
    }

    public override DataViewSchema Schema => _mapper.OutputSchema;

    public override long Position => _input.Position;

    public override long Batch => _input.Batch;

    public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) =>
        _mapper.IsAdded(column)
            ? _getters[column.Index - _mapper.InputSchema.Count] is not null
            : _input.IsColumnActive(_mapper.InputSchema[column.Index]);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
        _mapper.IsAdded(column)
            ? Getters.Cast<TValue>(_getters[column.Index - _mapper.InputSchema.Count], column)
            : _input.GetGetter<TValue>(_mapper.InputSchema[column.Index]);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _input.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>The window holds the input's current row alone.</summary>
    private int Current()
    {
        if (_position != _input.Position)
        {
            _window!.Clear();
            _window.Add();
            _position = _input.Position;
        }

        return 0;
    }
}
