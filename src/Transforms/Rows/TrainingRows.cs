using System.Collections;
using ContextMemory.MLNet.Tasks.Classification;
using Microsoft.ML;

namespace ContextMemory.MLNet.Rows;

/// <summary>Rows to learn from: when all have been read, at least two classes must have been among them.</summary>
internal sealed class TrainingRows(IEnumerable<LabeledText> rows, LabelReader labels) : IEnumerable<LabeledText>
{
    /// <exception cref="InvalidOperationException">Thrown behind the last row: all rows that have a label have the same.</exception>
    public IEnumerator<LabeledText> GetEnumerator()
    {
        RowLabels first = RowLabels.Unknown;
        bool hasSeveral = false;
        foreach (LabeledText row in rows)
        {
            if (row.Labels.AreKnown && row.Weight > 0)
            {
                hasSeveral |= first.AreKnown && first != row.Labels;
                first = row.Labels;
            }

            yield return row;
        }

        // No label at all is a fault of its own, which the trainer reports.
        if (first.AreKnown && !hasSeveral)
        {
            throw new InvalidOperationException(
                $"The label column '{labels.Column.Name}' has one class only ({labels.NameOf(first.Class)}): there is nothing to tell apart. " +
                "Pass training data with at least two classes.");
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
