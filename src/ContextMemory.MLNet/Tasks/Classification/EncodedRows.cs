using System.Runtime.InteropServices;
using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>Rows as the learner keeps them: token codes, labels, and how much each row counts.</summary>
/// <param name="room">For the codes.</param>
/// <param name="isMultiLabel">Whether a row has a set of labels, not one class.</param>
internal sealed class EncodedRows(MemoryRoom room, bool isMultiLabel = false) : IDisposable
{
    private readonly List<float> _weights = [];

    public EncodedRows()
        : this(MemoryRoom.Unlimited())
    {
    }

    public DocumentStore Documents { get; } = new(room);

    public List<RowLabels> Labels { get; } = [];

    /// <summary>Whether a row has a set of labels, not one class.</summary>
    public bool IsMultiLabel => isMultiLabel;

    /// <summary>How much each row counts: 1 is usual.</summary>
    public ReadOnlySpan<float> Weights => CollectionsMarshal.AsSpan(_weights);

    /// <summary>Mean number of labels of a row.</summary>
    public double LabelsPerRow => isMultiLabel ? Labels.Select(labels => labels.All.Length).DefaultIfEmpty().Average() : 1;

    /// <summary>The labels of a row, or its one class, in ascending order.</summary>
    public ReadOnlySpan<int> LabelsOf(int row) => CollectionsMarshal.AsSpan(Labels)[row].All;

    /// <summary>Adds a row, if it is labelled and counts.</summary>
    public void Add(TokenCoder coder, LabeledText row)
    {
        if (row.Labels.AreKnown && row.Weight > 0)
        {
            Add(coder.Encode(row.Text.Span), row.Labels, row.Weight);
        }
    }

    public void Add(int[] codes, RowLabels labels, float weight = 1)
    {
        Documents.Add(codes);
        Labels.Add(labels);
        _weights.Add(weight);
    }

    public void Add(EncodedRows rows)
    {
        for (int row = 0; row < rows.Documents.Count; row++)
        {
            Add(rows.Documents[row], rows.Labels[row], rows.Weights[row]);
        }
    }

    /// <summary>Lets the rows of each class count as the weighting says, beside their own weight.</summary>
    public void Weigh(ClassWeighting weighting, int classes)
    {
        if (weighting == ClassWeighting.None)
        {
            return;
        }

        var sums = new double[classes];
        for (int row = 0; row < Documents.Count; row++)
        {
            sums[Labels[row].Class] += _weights[row];
        }

        double mean = sums.Sum() / sums.Count(sum => sum > 0);
        for (int row = 0; row < Documents.Count; row++)
        {
            _weights[row] *= (float)(mean / sums[Labels[row].Class]);
        }
    }

    public void Dispose() => Documents.Dispose();
}
