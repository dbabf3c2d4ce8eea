using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Tasks.Classification;

namespace ContextMemory.MLNet.Tests.Tasks.Classification;

public sealed class LabelSetsTests
{
    [Fact]
    public void Sets_are_equal_whatever_the_order_of_their_labels()
    {
        var sets = new LabelSets();

        RowLabels labels = sets.Of([7, 2, 70_000, 2]);

        Assert.Equal(labels, sets.Of([70_000, 2, 7]));
        Assert.NotEqual(labels, sets.Of([2, 7]));
        Assert.Equal([2, 7, 70_000], labels.All.ToArray());
        Assert.True(labels.Has(70_000));
        Assert.False(labels.Has(3));
    }

    [Fact]
    public void ASetIsNotTakenForAClass()
    {
        RowLabels set = new LabelSets().Of([1]);
        RowLabels one = 1;

        Assert.NotEqual(one, set);
        Assert.Equal(one.All.ToArray(), set.All.ToArray());
        Assert.Equal(1, one.Class);
        Assert.Throws<InvalidOperationException>(() => set.Class);
    }

    [Fact]
    public void ARowThatNobodyHasLabelledHasNoLabels()
    {
        Assert.False(RowLabels.Unknown.AreKnown);
        Assert.Empty(RowLabels.Unknown.All.ToArray());
        Assert.False(RowLabels.Unknown.Has(0));
    }

    [Fact]
    public void The_empty_set_is_a_set()
    {
        var sets = new LabelSets();

        Assert.True(sets.Of([]).AreKnown);
        Assert.Empty(sets.Of([]).All.ToArray());
    }

    [Fact]
    public void A_threshold_is_that_of_the_best_F1()
    {
        // The first six rows have the label; of 0.6 and above five of six are right, below come mostly wrong ones.
        float[] probabilities = [0.9f, 0.85f, 0.8f, 0.7f, 0.6f, 0.1f, 0.65f, 0.3f, 0.2f, 0.15f];

        float threshold = Assert.Single(LabelThresholds.Fit(probabilities, Rows(6, 10), [.. Enumerable.Range(0, 10)], labels: 1));

        Assert.Equal(0.45f, threshold, 1e-6);
    }

    [Fact]
    public void A_label_of_few_rows_has_the_threshold_of_all_labels()
    {
        // Label 0 of rows 0 to 5 is parted from the others at 0.4; label 1 of row 0 alone would be at 0.8.
        var sets = new LabelSets();
        var rows = new EncodedRows(MemoryRoom.Unlimited(), isMultiLabel: true);
        float[] probabilities = new float[20];
        for (int row = 0; row < 10; row++)
        {
            rows.Add([], sets.Of(row == 0 ? [0, 1] : row < 6 ? [0] : []));
            probabilities[2 * row] = row < 6 ? 0.6f : 0.2f;
            probabilities[2 * row + 1] = row == 0 ? 0.9f : 0.1f;
        }

        Assert.Equal([0.4f, 0.4f], LabelThresholds.Fit(probabilities, rows, [.. Enumerable.Range(0, 10)], labels: 2));
    }

    private static EncodedRows Rows(int having, int all)
    {
        var sets = new LabelSets();
        var rows = new EncodedRows(MemoryRoom.Unlimited(), isMultiLabel: true);
        for (int row = 0; row < all; row++)
        {
            rows.Add([], sets.Of(row < having ? [0] : []));
        }

        return rows;
    }
}
