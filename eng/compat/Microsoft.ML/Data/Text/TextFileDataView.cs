using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A text file as a data view. The lines are cut when a cursor reaches them, the fields parsed when a getter is called.</summary>
internal sealed class TextFileDataView : IDataView
{
    private readonly string _path;
    private readonly TextLoader.Options _options;
    private readonly TextColumn[] _columns;

    /// <param name="looksAtFile">Whether the file itself says how many fields its lines have and how they are named.</param>
    public TextFileDataView(string path, TextLoader.Options options, bool looksAtFile)
    {
        Contracts.CheckParam(options.Separators?.Length > 0, nameof(options.Separators), "Must specify at least one separator");
        Contracts.CheckParam(
            !options.Separators.Contains(options.EscapeChar),
            nameof(options.EscapeChar),
            $"EscapeChar '{options.EscapeChar}' can't be used both as EscapeChar and separator");
        _path = path;
        _options = options;
        var first = new TextFields(options);
        first.Split(looksAtFile ? TextLines.First(path, options) ?? "" : "");
        int FieldCount()
        {
            int count = options.InputSize ?? (looksAtFile ? first.Count : 0);
            Contracts.CheckParam(count > 0, nameof(TextLoader.Column.Source), "Can't determine the number of source columns without valid data");
            return count;
        }
        // What ML.NET takes a file to be that nobody describes: a label and features.
        var columns = options.Columns?.Length > 0
            ? options.Columns
            : [new TextLoader.Column("Label", DataKind.Single, 0), new TextLoader.Column("Features", DataKind.Single, [new TextLoader.Range(1, null)])];
        _columns = TextColumn.Bind(columns, FieldCount);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(_columns.Select(column => column.ToColumn(looksAtFile && options.HasHeader ? first : null)));
        Schema = builder.ToSchema();
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random rand = null)
        => new Cursor(this, Schema.Activate(columnsNeeded), new TextLines(_path, _options, users: 1));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random rand = null)
    {
        int count = n > 0 ? Math.Min(n, 2 * CursorSets.ThreadCount) : _options.UseThreads ? CursorSets.ThreadCount : 1;
        if (_options.MaxRows is { } rows)
        {
            count = (int)Math.Clamp(rows / TextLines.RowsInBatch, 1, count);
        }
        var active = Schema.Activate(columnsNeeded);
        var lines = new TextLines(_path, _options, count);
        return Enumerable.Range(0, count).Select(_ => new Cursor(this, active, lines)).ToArray<DataViewRowCursor>();
    }

    private sealed class Cursor(TextFileDataView view, bool[] active, TextLines lines) : RootCursor(view.Schema, active)
    {
        private readonly TextFields _fields = new(view._options);
        private long _batch = -1;
        private List<TextLine> _batchLines = [];
        private int _next;

        public override long Batch => _batch;

        private TextLine Line => _batchLines[_next - 1];

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        {
            CheckOnRow();
            id = new DataViewRowId((ulong)Line.Row, 0);
        };

        protected override Delegate GetGetterCore(int column)
        {
            var type = view._columns[column].Type;
            Func<TextColumn, Delegate> make = type is VectorDataViewType ? MakeVectorGetter<int> : MakeGetter<int>;
            return GenericMethod.For(make, type.GetItemType().RawType)(view._columns[column]);
        }

        protected override bool MoveNextCore()
        {
            if (_next == _batchLines.Count)
            {
                (_batch, _batchLines) = lines.Take();
                _next = 0;
            }
            if (_batchLines.Count == 0)
            {
                return false;
            }
            _fields.Split(_batchLines[_next++].Text);
            return true;
        }

        protected override void DisposeCore() => lines.Dispose();

        private ValueGetter<T> MakeGetter<T>(TextColumn column)
        {
            var parse = MakeParser<T>(column);
            return (ref T value) =>
            {
                CheckOnRow();
                value = parse(column.Runs[0].Start);
            };
        }

        private ValueGetter<VBuffer<T>> MakeVectorGetter<T>(TextColumn column)
        {
            var parse = MakeParser<T>(column);
            return (ref VBuffer<T> value) =>
            {
                CheckOnRow();
                int EndOf(FieldRun run) => run.End ?? Math.Max(run.Start, _fields.Count);
                var editor = VBufferEditor.Create(ref value, column.Runs.Sum(run => EndOf(run) - run.Start));
                int slot = 0;
                foreach (var run in column.Runs)
                {
                    for (int index = run.Start; index < EndOf(run); index++)
                    {
                        editor.Values[slot++] = parse(index);
                    }
                }
                value = editor.Commit();
            };
        }

        private Func<int, T> MakeParser<T>(TextColumn column)
        {
            var parse = FieldParser.For<T>((PrimitiveDataViewType)column.Type.GetItemType(), view._options);
            var empty = view._options.MissingRealsAsNaNs && default(T) is float or double && parse("?".AsMemory(), out T missing) ? missing : default;
            return index =>
            {
                var field = _fields[index];
                return field.IsEmpty ? empty
                    : parse(field, out T value) ? value
                    : throw Contracts.ExceptDecode($"Parsing failed with an exception: Could not parse value {field} in line {Line.Number}, column {column.Name}");
            };
        }
    }
}
