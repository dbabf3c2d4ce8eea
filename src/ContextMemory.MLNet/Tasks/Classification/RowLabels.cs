using System.Diagnostics.CodeAnalysis;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>
/// What a row is labelled with: one class, or a set of labels where a row may have any number of them. Sets that <see cref="LabelSets"/>
/// has made are equal where their labels are.
/// </summary>
internal readonly record struct RowLabels
{
    private const int NoClass = -1;

    private readonly int _class;
    private readonly int[]? _set;

    private RowLabels(int label, int[]? set)
    {
        _class = label;
        _set = set;
    }

    /// <summary>Of a row that nobody has labelled.</summary>
    public static RowLabels Unknown { get; } = new(NoClass, null);

    /// <summary>Whether the row has been labelled; a set may be empty.</summary>
    public bool AreKnown => _set is not null || _class >= 0;

    /// <exception cref="InvalidOperationException">The row has a set of labels.</exception>
    public int Class => _set is null ? _class : throw new InvalidOperationException("The row has a set of labels where one class is expected.");

    /// <summary>The class, or the labels of the set in ascending order.</summary>
    [UnscopedRef]
    public ReadOnlySpan<int> All => _set is null && AreKnown ? new ReadOnlySpan<int>(in _class) : _set;

    public bool Has(int label) => All.BinarySearch(label) >= 0;

    /// <param name="labels">In ascending order, each once.</param>
    public static RowLabels OfSet(int[] labels) => new(NoClass, labels);

    public static implicit operator RowLabels(int label) => new(label, null);
}
