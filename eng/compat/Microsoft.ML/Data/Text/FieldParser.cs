using System.Globalization;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>Makes values of fields. A field that is empty or not there has the default value of its type.</summary>
internal static class FieldParser
{
    private static readonly string[] TrueWords = ["t", "y", "1", "+", "+1", "yes", "true"];
    private static readonly string[] FalseWords = ["f", "n", "0", "-", "-1", "no", "false"];
    private static readonly string[] MissingWords = ["?", "na", "n/a", "nan"];

    public delegate bool TryParse<T>(ReadOnlyMemory<char> field, out T value);

    public static TryParse<T> For<T>(PrimitiveDataViewType type, TextLoader.Options options)
    {
        if (type is KeyDataViewType key)
        {
            return (ReadOnlyMemory<char> field, out T value) => ParseKey(field, key.Count, out value);
        }
        var culture = new NumberFormatInfo { NumberDecimalSeparator = options.DecimalMarker.ToString(), NumberGroupSeparator = "" };
        object parse = type.RawType switch
        {
            var t when t == typeof(ReadOnlyMemory<char>) => (TryParse<ReadOnlyMemory<char>>)((ReadOnlyMemory<char> field, out ReadOnlyMemory<char> value) =>
            {
                value = field;
                return true;
            }),
            var t when t == typeof(bool) => (TryParse<bool>)ParseBool,
            var t when t == typeof(float) => (TryParse<float>)((ReadOnlyMemory<char> field, out float value) => ParseReal(field, culture, float.NaN, out value)),
            var t when t == typeof(double) => (TryParse<double>)((ReadOnlyMemory<char> field, out double value) => ParseReal(field, culture, double.NaN, out value)),
            var t when t == typeof(DateTime) => (TryParse<DateTime>)((ReadOnlyMemory<char> field, out DateTime value) =>
                DateTime.TryParse(field.Span, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out value)),
            var t when t == typeof(DateTimeOffset) => (TryParse<DateTimeOffset>)((ReadOnlyMemory<char> field, out DateTimeOffset value) =>
                DateTimeOffset.TryParse(field.Span, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value)),
            var t => GenericMethod.For<Func<object>>(Parsable<int>, t)(),
        };
        return (TryParse<T>)parse;
    }

    private static object Parsable<T>()
        where T : ISpanParsable<T>
        => (TryParse<T>)((ReadOnlyMemory<char> field, out T value) => T.TryParse(field.Span, CultureInfo.InvariantCulture, out value));

    private static bool Is(ReadOnlyMemory<char> field, string[] words)
        => Array.Exists(words, word => field.Span.Equals(word, StringComparison.OrdinalIgnoreCase));

    private static bool ParseBool(ReadOnlyMemory<char> field, out bool value)
    {
        value = Is(field, TrueWords);
        return value || Is(field, FalseWords);
    }

    // What is not a number is NaN, so that a stray word costs a value and not the whole file.
    private static bool ParseReal<T>(ReadOnlyMemory<char> field, IFormatProvider culture, T missing, out T value)
        where T : System.Numerics.INumber<T>
    {
        value = T.TryParse(field.Span, NumberStyles.Float, culture, out var parsed) ? parsed : missing;
        return true;
    }

    // In the file keys count from 0.
    private static bool ParseKey<T>(ReadOnlyMemory<char> field, ulong count, out T value)
    {
        bool isKey = !Is(field, MissingWords) && ulong.TryParse(field.Span, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) && number < count;
        value = (T)Convert.ChangeType(isKey ? ulong.Parse(field.Span, NumberStyles.None, CultureInfo.InvariantCulture) + 1 : 0, typeof(T));
        return true;
    }
}
