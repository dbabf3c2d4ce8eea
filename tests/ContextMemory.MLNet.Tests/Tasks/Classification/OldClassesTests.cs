using ContextMemory.MLNet.Tasks.Classification;

namespace ContextMemory.MLNet.Tests.Tasks.Classification;

public sealed class OldClassesTests
{
    // By how much the new class, 2, is ahead of the best old one, which is the right one of the old rows.
    private static readonly float[] AheadInOldRows = [-3, -1, -0.5f, 0.1f, 0.3f, 0.6f, 2, -2, -2, -2];
    private static readonly float[] AheadInNewRows = [3, 2, 0.7f, 0.2f, 0.2f];

    [Theory]
    [InlineData(0.7, 0.125)]
    [InlineData(0.8, 0.375)]
    [InlineData(0.9, 0.625)]
    public void New_classes_are_held_back_as_far_as_is_needed_to_keep_what_is_wanted(double accuracy, float heldBack) =>
        Assert.Equal(heldBack, Find(AheadInOldRows, [3, 2, 0.6f, 0.2f, 0.2f], accuracy));

    [Fact]
    public void What_cannot_be_kept_costs_no_more_of_the_new_classes_than_helps() =>
        Assert.Equal(0.625f, Find(AheadInOldRows, AheadInNewRows, accuracy: 1));

    [Fact]
    public void Where_enough_is_kept_accuracy_on_all_rows_decides()
    {
        // An old row more is right for none of the new ones, another for two of them, and a third again for none.
        Assert.Equal(0.125f, Find(AheadInOldRows, AheadInNewRows, accuracy: 0));
        Assert.Equal(0.625f, Find(AheadInOldRows, [3, 2, 0.7f, 0.2f], accuracy: 0));
        Assert.Equal(0, Find([-1, -2, 5], AheadInNewRows, accuracy: 0));
    }

    private static float Find(IEnumerable<float> aheadInOldRows, float[] aheadInNewRows, double accuracy)
    {
        float[] ahead = [.. aheadInNewRows, .. aheadInOldRows];
        int oldRows = ahead.Length - aheadInNewRows.Length;
        int[] labels = [.. Enumerable.Range(0, ahead.Length).Select(row => row < aheadInNewRows.Length ? 2 : row % 2)];
        float[] logits = [.. ahead.Zip(labels).SelectMany(row => row.Second == 1 ? new[] { -4, 1, 1 + row.First } : [1, -4, 1 + row.First])];
        return new OldClasses(2, oldRows, accuracy).FindHeldBack(logits, labels, oldRows);
    }
}
