using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Writes a data view into a text file that says in comments at its top how to load it.</summary>
internal sealed class TextSaver
{
    // What a value costs in the sparse part of a line, where its index comes with it.
    private const double SparseWeight = 2.5;
    private const int MinSparseLength = 5;

    private static readonly Dictionary<char, string> SeparatorNames = new()
    {
        [' '] = "space",
        ['\t'] = "tab",
        [','] = "comma",
        [';'] = "semicolon",
        ['|'] = "bar",
    };

    private readonly IDataView _data;
    private readonly TextSaverColumn[] _columns;
    private readonly char _separator;
    private readonly bool _hasHeader;
    private readonly bool _hasSchema;
    private readonly bool _forceDense;

    public TextSaver(IDataView data, char separator, bool headerRow, bool schema, bool keepHidden, bool forceDense)
    {
        Contracts.CheckParam(SeparatorNames.ContainsKey(separator), nameof(separator), "Invalid separator - must be: space, tab, comma, semicolon, or bar");
        _data = data;
        _separator = separator;
        _columns = data.Schema.Where(column => (keepHidden || !column.IsHidden) && TextSaverColumn.IsSavable(column))
            .Select(column => TextSaverColumn.Create(column, separator)).ToArray();
        Contracts.Check(_columns.Length > 0, "No valid columns to save");
        _hasHeader = headerRow && Array.Exists(_columns, column => column.HasHeader);
        _hasSchema = schema;
        _forceDense = forceDense;
    }

    public void Save(Stream stream)
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        if (_hasSchema)
        {
            WriteSchema(writer);
        }
        if (_hasHeader)
        {
            WriteLine(writer, Array.ConvertAll(_columns, column => column.MakeHeader(_separator)), Array.ConvertAll(_columns, _ => FieldFormatter.Empty));
        }
        WriteRows(writer);
    }

    private void WriteRows(StreamWriter writer)
    {
        using var cursor = _data.GetRowCursor(_columns.Select(column => column.Column));
        var read = Array.ConvertAll(_columns, column => column.MakeWriter(cursor));
        var defaults = Array.ConvertAll(_columns, column => column.Default);
        var fields = Array.ConvertAll(_columns, _ => new List<string>());
        while (cursor.MoveNext())
        {
            for (int i = 0; i < fields.Length; i++)
            {
                fields[i].Clear();
                read[i](fields[i]);
            }
            WriteLine(writer, fields, defaults);
        }
    }

    // First whole columns with all their fields, then the rest as "length index:value ..." if that is shorter.
    private void WriteLine(StreamWriter writer, IReadOnlyList<string>[] fields, string[] defaults)
    {
        int denseColumns = _forceDense ? fields.Length : CountDenseColumns(fields);
        var parts = fields.Take(denseColumns).SelectMany((column, i) => column.Select(field => field ?? defaults[i]));
        if (denseColumns < fields.Length)
        {
            var sparse = fields.Skip(denseColumns).SelectMany(column => column).ToArray();
            var items = sparse.Select((field, i) => (field, i)).Where(item => item.field != null).Select(item => $"{item.i}:{item.field}");
            parts = parts.Append(sparse.Length.ToString(CultureInfo.InvariantCulture)).Concat(items.DefaultIfEmpty($"0:{defaults[denseColumns]}"));
        }
        writer.WriteLine(string.Join(_separator, parts));
    }

    private static int CountDenseColumns(IReadOnlyList<string>[] fields)
    {
        int items = fields.Sum(column => column.Count(field => field != null));
        int total = fields.Sum(column => column.Count);
        int length = 0;
        var (best, bestLength, bestCost) = (0, 0, SparseWeight * items);
        for (int i = 0; i < fields.Length; i++)
        {
            length += fields[i].Count;
            items -= fields[i].Count(field => field != null);
            double cost = length + (SparseWeight * items);
            if (cost < bestCost)
            {
                (best, bestLength, bestCost) = (i + 1, length, cost);
            }
        }
        int sparseLength = total - bestLength;
        return sparseLength < MinSparseLength || sparseLength < bestLength / MinSparseLength ? fields.Length : best;
    }

    private void WriteSchema(StreamWriter writer)
    {
        writer.WriteLine("#@ TextLoader{");
        if (_hasHeader)
        {
            writer.WriteLine("#@   header+");
        }
        writer.WriteLine($"#@   sep={SeparatorNames[_separator]}");
        int start = 0;
        foreach (var column in _columns)
        {
            writer.WriteLine($"#@   col={Describe(column.Column, start)}");
            start += (column.Column.Type as VectorDataViewType)?.Size ?? 1;
        }
        writer.WriteLine("#@ }");
    }

    private static string Describe(DataViewSchema.Column column, int start)
    {
        var item = column.Type.GetItemType();
        string keys = item is KeyDataViewType key ? $"[{key.Count}]" : "";
        string end = column.Type is not VectorDataViewType vector ? "" : vector.IsKnownSize ? $"-{start + vector.Size - 1}" : "-**";
        return $"{column.Name}:{DataViewTypes.ShortName(item.RawType)}{keys}:{start}{end}";
    }
}
