using System.Globalization;
using System.Text;

namespace Microsoft.ML.Data;

/// <summary>Makes fields of values, in such a way that <see cref="FieldParser"/> reads them back.</summary>
internal static class FieldFormatter
{
    /// <summary>The field of an empty text, and of a column in the header that has no name.</summary>
    public const string Empty = "\"\"";

    public static string Format<T>(PrimitiveDataViewType type, T value, char separator) => value switch
    {
        _ when type is KeyDataViewType => FormatKey(Convert.ToUInt64(value, CultureInfo.InvariantCulture)),
        ReadOnlyMemory<char> text => Quote(text.Span, separator),
        bool flag => flag ? "1" : "0",
        float.NaN or double.NaN => "?",
        float number => number.ToString("R", CultureInfo.InvariantCulture),
        double number => number.ToString("G17", CultureInfo.InvariantCulture),
        TimeSpan span => $"\"{span:c}\"",
        DateTime or DateTimeOffset => string.Create(CultureInfo.InvariantCulture, $"\"{value:o}\""),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value}"),
    };

    public static string Quote(ReadOnlySpan<char> text, char separator)
    {
        if (text.IsEmpty)
        {
            return Empty;
        }
        return text[0] == ' ' || text.IndexOfAny(['"', separator, ':', '\n']) >= 0
            ? new StringBuilder().Append('"').Append(text).Replace("\"", "\"\"", 1, text.Length).Append('"').ToString()
            : text.ToString();
    }

    // In the file keys count from 0.
    private static string FormatKey(ulong key) => key == 0 ? "" : (key - 1).ToString(CultureInfo.InvariantCulture);
}
