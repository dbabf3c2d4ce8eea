using System.Runtime.InteropServices;
using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>Rows as the learner keeps them: token codes, classes, and how much each row counts.</summary>
/// <param name="room">For the codes.</param>
/// <param name="sets">What the labels are numbers of, where a row may have any number of them; null where each row has one class.</param>
internal sealed class EncodedRows(MemoryRoom room, LabelSets? sets = null) : IDisposable
{
    private readonly List<float> _weights = [];

    public EncodedRows()
        : this(MemoryRoom.Unlimited())
    {
    }

    public DocumentStore Documents { get; } = new(room);

    /// <summary>The class of each row, or the number of its set.</summary>
    public List<int> Labels { get; } = [];

    public LabelSets? Sets => sets;

    /// <summary>How much each row counts: 1 is usual.</summary>
    public ReadOnlySpan<float> Weights => CollectionsMarshal.AsSpan(_weights);

    /// <summary>Mean number of labels of a row.</summary>
    public double LabelsPerRow => sets is null ? 1 : Labels.Select(number => sets[number].Length).DefaultIfEmpty().Average();

    public bool Has(int row, int label) => sets?.Has(Labels[row], label) ?? Labels[row] == label;

    /// <summary>Adds a row, if it has a label and counts.</summary>
    public void Add(TokenCoder coder, LabeledText row)
    {
        if (row.Label >= 0 && row.Weight > 0)
        {
            Add(coder.Encode(row.Text.Span), row.Label, row.Weight);
        }
    }

    public void Add(int[] codes, int label, float weight = 1)
    {
        Documents.Add(codes);
        Labels.Add(label);
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
            sums[Labels[row]] += _weights[row];
        }

        double mean = sums.Sum() / sums.Count(sum => sum > 0);
        for (int row = 0; row < Documents.Count; row++)
        {
            _weights[row] *= (float)(mean / sums[Labels[row]]);
        }
    }

    public void Dispose() => Documents.Dispose();
}
