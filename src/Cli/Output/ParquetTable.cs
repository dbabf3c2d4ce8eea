using Parquet;
using Parquet.Schema;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>A table as Parquet, in row groups of the same number of rows: the same rows give the same bytes.</summary>
internal sealed class ParquetTable : PredictionTable
{
    private const int RowsOfGroup = 65_536;

    private readonly ParquetSchema _schema;
    private readonly IColumn[] _columns;
    private ParquetWriter? _writer;
    private int _rows;

    public ParquetTable(IReadOnlyList<string> kept, IEnumerable<TableColumn> predicted)
        : base(kept, predicted)
    {
        _columns = [.. Columns.Select(column => column.Type == typeof(long) ? new Column<long>(column.Name)
            : column.Type == typeof(float) ? new Column<float>(column.Name)
            : (IColumn)new TextColumn(column.Name))];
        _schema = new ParquetSchema(_columns.Select(column => column.Field));
    }

    private interface IColumn
    {
        DataField Field { get; }

        void Add(object? value);

        Task Write(ParquetRowGroupWriter group);
    }

    public override void Begin(OutputFile? file) => _writer = ParquetWriter.CreateAsync(_schema, file!.Stream).GetAwaiter().GetResult();

    public override void Write(ReadOnlySpan<object?> values)
    {
        for (int i = 0; i < _columns.Length; i++)
        {
            _columns[i].Add(values[i]);
        }

        if (++_rows == RowsOfGroup)
        {
            WriteGroup();
        }
    }

    public override void End()
    {
        if (_rows > 0)
        {
            WriteGroup();
        }

        _writer!.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private void WriteGroup()
    {
        using ParquetRowGroupWriter group = _writer!.CreateRowGroup();
        foreach (IColumn column in _columns)
        {
            column.Write(group).GetAwaiter().GetResult();
        }

        group.CompleteValidate();
        _rows = 0;
    }

    private sealed class Column<T>(string name) : IColumn
        where T : struct
    {
        private readonly List<T> _values = [];

        public DataField Field { get; } = new(name, typeof(T), isNullable: false);

        public void Add(object? value) => _values.Add((T)value!);

        public async Task Write(ParquetRowGroupWriter group)
        {
            await group.WriteAsync<T>(Field, _values.ToArray());
            _values.Clear();
        }
    }

    private sealed class TextColumn(string name) : IColumn
    {
        private readonly List<string> _values = [];

        public DataField Field { get; } = new(name, typeof(string), isNullable: true);

        public void Add(object? value) => _values.Add((string)value!);

        public async Task Write(ParquetRowGroupWriter group)
        {
            await group.WriteAsync(Field, _values);
            _values.Clear();
        }
    }
}
