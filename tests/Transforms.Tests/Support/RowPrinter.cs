using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transforms.Tests.Support;

/// <summary>
/// Prints the exact values of columns, numbers by their bits: equal lines are bitwise equal rows. The other process uses it too.
/// </summary>
internal static class RowPrinter
{
    public static List<string> Print(IDataView data, params string[] columns)
    {
        using DataViewRowCursor cursor = data.GetRowCursor(columns.Select(name => data.Schema[name]));
        return Print(cursor, columns);
    }

    public static List<string> Print(DataViewRowCursor cursor, params string[] columns)
    {
        Func<string> print = For(cursor, columns);
        var lines = new List<string>();
        while (cursor.MoveNext())
        {
            lines.Add(print());
        }

        return lines;
    }

    /// <summary>Prints the current row each time it is called.</summary>
    public static Func<string> For(DataViewRow row, params string[] columns)
    {
        Func<string>[] printers = [.. columns.Select(name => ForColumn(row, row.Schema[name]))];
        return () => string.Join(' ', printers.Select(print => print()));
    }

    public static string Show(string name, float value) => $"{name}={Bits(value)}";

    public static string Show(string name, bool value) => $"{name}={value}";

    public static string Show(string name, uint value) => $"{name}={value.ToString(CultureInfo.InvariantCulture)}";

    public static string Show(string name, IEnumerable<float> values) => $"{name}=[{string.Join(',', values.Select(Bits))}]";

    public static string Show(string name, IEnumerable<int> values) => $"{name}=[{string.Join(',', values)}]";

    public static string Show(string name, IEnumerable<string> values) => $"{name}=[{string.Join(',', values.Select(value => $"'{value}'"))}]";

    private static Func<string> ForColumn(DataViewRow row, DataViewSchema.Column column) => column.Type.RawType switch
    {
        Type type when type == typeof(float) => For<float>(row, column, Show),
        Type type when type == typeof(bool) => For<bool>(row, column, Show),
        Type type when type == typeof(uint) => For<uint>(row, column, Show),
        Type type when type == typeof(int) => For<int>(row, column, (name, value) => Show(name, (uint)value)),
        Type type when type == typeof(VBuffer<float>) => For<VBuffer<float>>(row, column, (name, value) => Show(name, value.DenseValues())),
        Type type when type == typeof(VBuffer<int>) => For<VBuffer<int>>(row, column, (name, value) => Show(name, value.DenseValues())),
        Type type when type == typeof(VBuffer<ReadOnlyMemory<char>>) => For<VBuffer<ReadOnlyMemory<char>>>(
            row, column, (name, value) => Show(name, value.DenseValues().Select(text => text.ToString()))),
        Type type when type == typeof(ReadOnlyMemory<char>) => For<ReadOnlyMemory<char>>(row, column, (name, value) => $"{name}='{value}'"),
        _ => throw new NotSupportedException($"Column '{column.Name}' is {column.Type}."),
    };

    private static Func<string> For<T>(DataViewRow row, DataViewSchema.Column column, Func<string, T, string> show)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return show(column.Name, value);
        };
    }

    private static string Bits(float value) => BitConverter.SingleToUInt32Bits(value).ToString("X8", CultureInfo.InvariantCulture);
}
