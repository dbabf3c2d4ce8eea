namespace Microsoft.ML.Data;

/// <summary>Compares values of a column: text by its characters, everything else as it compares itself.</summary>
internal sealed class TermComparer<T> : IEqualityComparer<T>, IComparer<T>
{
    public static readonly TermComparer<T> Instance = new();

    public static bool IsMissing(T value, PrimitiveDataViewType type) => value switch
    {
        ReadOnlyMemory<char> text => text.IsEmpty,
        float number => float.IsNaN(number),
        double number => double.IsNaN(number),
        _ => type is KeyDataViewType && EqualityComparer<T>.Default.Equals(value, default),
    };

    /// <summary>A value that holds on to nothing larger than itself: text may be a part of a long line.</summary>
    public static T Keep(T value) => value is ReadOnlyMemory<char> text ? (T)(object)text.ToString().AsMemory() : value;

    public bool Equals(T x, T y)
        => x is ReadOnlyMemory<char> a && y is ReadOnlyMemory<char> b ? a.Span.SequenceEqual(b.Span) : EqualityComparer<T>.Default.Equals(x, y);

    public int GetHashCode(T value)
        => value is ReadOnlyMemory<char> text ? string.GetHashCode(text.Span) : EqualityComparer<T>.Default.GetHashCode(value);

    public int Compare(T x, T y)
        => x is ReadOnlyMemory<char> a && y is ReadOnlyMemory<char> b ? a.Span.CompareTo(b.Span, StringComparison.Ordinal) : Comparer<T>.Default.Compare(x, y);
}
