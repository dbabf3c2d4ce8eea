using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Transforms.Tests.Support;

/// <summary>Values of any column as text that shows all of them, of vectors also how they are stored.</summary>
internal static class AnyValue
{
    private static readonly MethodInfo OfMethod = typeof(AnyValue).GetMethod(nameof(Of), BindingFlags.Static | BindingFlags.NonPublic)!;

    private static readonly MethodInfo ShowVectorMethod =
        typeof(AnyValue).GetMethod(nameof(ShowVector), BindingFlags.Static | BindingFlags.NonPublic)!;

    /// <summary>Prints the column's value in the current row each time it is called.</summary>
    public static Func<string> Printer(DataViewRow row, DataViewSchema.Column column) =>
        (Func<string>)OfMethod.MakeGenericMethod(column.Type.RawType).Invoke(null, [row, column])!;

    public static List<string> PrintAll(DataViewRowCursor cursor, IEnumerable<DataViewSchema.Column> columns)
    {
        Func<string>[] printers = [.. columns.Select(column => Printer(cursor, column))];
        var lines = new List<string>();
        while (cursor.MoveNext())
        {
            lines.Add(string.Join(" | ", printers.Select(print => print())));
        }

        return lines;
    }

    private static Func<string> Of<T>(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return $"{column.Name} {Show(value)}";
        };
    }

    private static string Show<T>(T value) =>
        typeof(T).IsGenericType && typeof(T).GetGenericTypeDefinition() == typeof(VBuffer<>)
            ? (string)ShowVectorMethod.MakeGenericMethod(typeof(T).GetGenericArguments()).Invoke(null, [value])!
            : $"{value}";

    private static string ShowVector<T>(VBuffer<T> vector)
    {
        string items = string.Join(", ", vector.Items().Select(item => $"{item.Key}:{item.Value}"));
        return $"{(vector.IsDense ? "dense" : "sparse")} {vector.Length} [{items}]";
    }
}
