namespace ContextMemory.MLNet.Text.Normalization;

/// <summary>Takes names for the same whose canonical text is the same; orders by it, ordinally.</summary>
internal sealed class CanonicalComparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<char>, string>, IComparer<string>
{
    public static CanonicalComparer Instance { get; } = new();

    public bool Equals(string? left, string? right) => left is null || right is null ? left == right : Equals(left.AsSpan(), right);

    public bool Equals(ReadOnlySpan<char> left, string right) => CanonicalText.Of(left).Text.SequenceEqual(CanonicalText.Of(right.AsSpan()).Text);

    public int GetHashCode(string name) => GetHashCode(name.AsSpan());

    public int GetHashCode(ReadOnlySpan<char> name) => string.GetHashCode(CanonicalText.Of(name).Text);

    public string Create(ReadOnlySpan<char> name) => name.ToString();

    public int Compare(string? left, string? right) => left is null || right is null
        ? string.CompareOrdinal(left, right)
        : string.CompareOrdinal(CanonicalText.Of(left), CanonicalText.Of(right));
}
