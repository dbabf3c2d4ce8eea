using ContextMemory.MLNet.Corpus;

namespace ContextMemory.MLNet.Tests.Corpus;

public sealed class TwoPassesTests
{
    private static readonly TrainingOptions Options = new() { ValidationFraction = 0.5 };

    [Fact]
    public void Both_passes_hold_out_the_same_rows_and_further_ones_never()
    {
        var passes = new TwoPasses<int>(Enumerable.Range(0, 100), null, Options, seed: 1, rowCount: null) { FurtherRows = [100, 101] };
        (int Row, bool IsHeldOut)[] first = [.. passes.First()];

        Assert.Equal(Enumerable.Range(0, 102), first.Select(marked => marked.Row));
        Assert.Equal(first, passes.Second());
        Assert.Equal(2, passes.FurtherCount);
        Assert.DoesNotContain(first[100..], marked => marked.IsHeldOut);
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(19, false)]
    public void Too_few_rows_are_not_held_out(int count, bool isHeldOut)
    {
        TwoPasses<int> passes = Of(100);

        Assert.Equal(isHeldOut, passes.HoldOut(count));
        Assert.Equal(isHeldOut, passes.Second().Any(marked => marked.IsValidation));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(10)]
    public void Words_count_of_the_rows_that_are_learned_from(int rows)
    {
        TwoPasses<int> passes = Of(rows);
        var counted = new List<int>();

        passes.Count(row => row % 10 != 0, counted.Add);

        Assert.Equal(passes.Second().Where(marked => !marked.IsValidation && marked.Row % 10 != 0).Select(marked => marked.Row), counted.Order());
    }

    [Fact]
    public void Validation_rows_come_last_and_nothing_is_held_out_beside_them()
    {
        var passes = new TwoPasses<int>([1, 2], [3, 4], Options, seed: 1, rowCount: 2);

        Assert.Equal([(1, false), (2, false)], passes.First());
        Assert.False(passes.HoldOut(0));
        Assert.Equal([(1, false), (2, false), (3, true), (4, true)], passes.Second());
    }

    private static TwoPasses<int> Of(int rows) => new(Enumerable.Range(0, rows), validationRows: null, Options, seed: 1, rows);
}
