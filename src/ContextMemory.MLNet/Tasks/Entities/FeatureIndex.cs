using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>The features that occurred in the training texts, by their hashes, each with a row of a table.</summary>
internal sealed class FeatureIndex
{
    private readonly Dictionary<ulong, int> _rows;

    public FeatureIndex(IReadOnlyList<ulong> features)
    {
        Features = features;
        _rows = new Dictionary<ulong, int>(features.Count);
        for (int i = 0; i < features.Count; i++)
        {
            _rows.Add(features[i], FirstRow + i);
        }
    }

    /// <summary>The row of all that is not known.</summary>
    public const int UnknownRow = 0;

    /// <summary>The row of the first known feature.</summary>
    public const int FirstRow = 1;

    public IReadOnlyList<ulong> Features { get; }

    public int RowCount => FirstRow + Features.Count;

    /// <summary>The feature's row, or <see cref="UnknownRow"/>.</summary>
    public int this[ulong feature] => _rows.GetValueOrDefault(feature, UnknownRow);

    /// <summary>Counts features and keeps the most frequent ones.</summary>
    /// <param name="bytes">The memory that counting may take, about.</param>
    public sealed class Builder(long bytes = long.MaxValue)
    {
        // Above this many different features the rarest are forgotten, so that memory stays bounded on any amount of text.
        private const int MaximumCounted = 16_000_000;

        // Of one that is counted, with what a dictionary that has just grown leaves free, and the smaller one that it has grown from.
        private const int BytesPerCounted = 84;

        private readonly BoundedCounts<ulong> _counts = new((int)Math.Min(MaximumCounted, bytes / BytesPerCounted));

        public void Add(ulong feature)
        {
            _counts.Add(feature);
            _counts.ForgetRarest();
        }

        /// <summary>The most frequent first; of equally frequent ones that with the smaller hash.</summary>
        public FeatureIndex Build(int minimumCount, int maximumSize) =>
            new(_counts.MostFrequent(minimumCount, maximumSize, Comparer<ulong>.Default));
    }
}
