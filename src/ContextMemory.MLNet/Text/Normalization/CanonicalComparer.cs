using ContextMemory.MLNet.Text.Normalization;

namespace ContextMemory.MLNet;

/// <summary>
/// Compares labels, types and words as trainers, models and measures do: texts that look the same are the same. Compared is the canonical text,
/// Unicode's normalization form C (15.0.0) without default-ignorable characters such as zero-width spaces and soft hyphens; its order is the
/// ordinal one. ML.NET itself compares the UTF-16 units: give equivalent labels one spelling with <see cref="Canonical"/> before
/// <c>MapValueToKey</c>.
/// </summary>
public sealed class CanonicalComparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<char>, string>, IComparer<string>
{
    private CanonicalComparer()
    {
    }

    /// <summary>The one that there is.</summary>
    public static CanonicalComparer Instance { get; } = new();

    /// <summary>The canonical text: the same for all that compare equal.</summary>
    /// <param name="text">A text; it is returned itself where it is canonical.</param>
    public static string Canonical(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return CanonicalText.Of(text);
    }

    /// <inheritdoc/>
    public bool Equals(string? left, string? right) => left is null || right is null ? left == right : Equals(left.AsSpan(), right);

    bool IAlternateEqualityComparer<ReadOnlySpan<char>, string>.Equals(ReadOnlySpan<char> left, string right) => Equals(left, right);

    int IAlternateEqualityComparer<ReadOnlySpan<char>, string>.GetHashCode(ReadOnlySpan<char> name) => GetHashCode(name);

    string IAlternateEqualityComparer<ReadOnlySpan<char>, string>.Create(ReadOnlySpan<char> name) => name.ToString();

    private static bool Equals(ReadOnlySpan<char> left, string right) => CanonicalText.Of(left).Text.SequenceEqual(CanonicalText.Of(right.AsSpan()).Text);

    /// <inheritdoc/>
    public int GetHashCode(string name) => GetHashCode(name.AsSpan());

    private static int GetHashCode(ReadOnlySpan<char> name) => string.GetHashCode(CanonicalText.Of(name).Text);

    /// <inheritdoc/>
    public int Compare(string? left, string? right) => left is null || right is null
        ? string.CompareOrdinal(left, right)
        : string.CompareOrdinal(CanonicalText.Of(left), CanonicalText.Of(right));
}
