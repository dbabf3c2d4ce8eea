using System.Runtime.InteropServices;
using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tasks.Classification;

/// <summary>Documents, the class or the labels of each, and how much each counts for each member.</summary>
/// <param name="rows">Where the examples are.</param>
/// <param name="segmentLength">The most tokens of a document that are read at once.</param>
/// <param name="members">How many encoders learn side by side.</param>
/// <param name="horizon">Segments through which the gradient of a document flows back, at most.</param>
internal sealed class ClassificationBatch(RowsToLearn rows, int segmentLength, int members, int horizon = 1) : ExampleBatch
{
    private readonly List<RowLabels> _labels = [];
    private readonly List<int> _classes = [];
    private readonly List<float>[] _weights = [.. Enumerable.Range(0, members).Select(_ => new List<float>())];

    public DocumentBatch Documents { get; } = new();

    /// <summary>The class of each document; empty where it may have any number of labels.</summary>
    public ReadOnlySpan<int> Classes => CollectionsMarshal.AsSpan(_classes);

    /// <summary>Whether a document may have any number of labels.</summary>
    public bool IsMultiLabel => rows.Training.IsMultiLabel;

    /// <summary>The labels of a document that may have any number of them.</summary>
    public ReadOnlySpan<int> LabelsOf(int document) => CollectionsMarshal.AsSpan(_labels)[document].All;

    /// <summary>How much each document counts for a member: 0 where it is hidden from it.</summary>
    public ReadOnlySpan<float> WeightsFor(int member) => CollectionsMarshal.AsSpan(_weights[member]);

    public override void Fill(ReadOnlySpan<int> examples, RandomStream random)
    {
        Documents.Start(segmentLength, horizon);
        _labels.Clear();
        _classes.Clear();
        foreach (int example in examples)
        {
            (EncodedRows kept, int row) = rows.Find(example);
            Documents.Add(kept.Documents[row]);
            _labels.Add(kept.Labels[row]);
            if (!IsMultiLabel)
            {
                _classes.Add(kept.Labels[row].Class);
            }
        }

        for (int member = 0; member < members; member++)
        {
            _weights[member].Clear();
            foreach (int example in examples)
            {
                _weights[member].Add(rows.IsHiddenFrom(member, example) ? 0 : rows.Weight(example));
            }
        }
    }
}
