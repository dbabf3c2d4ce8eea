namespace ContextMemory.MLNet.Tests.Corpus;

public sealed class HeldOutRowsTests
{
    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    public void About_the_share_asked_for_is_held_out(double fraction)
    {
        bool[] marks = [.. HeldOutRows.Mark(Enumerable.Range(0, 10_000), seed: 1, fraction).Select(mark => mark.IsHeldOut)];
        Assert.Equal(fraction, marks.Count(isHeldOut => isHeldOut) / 10_000.0, 0.02);
    }

    [Fact]
    public void Nothing_is_held_out_of_a_share_of_nothing() =>
        Assert.DoesNotContain(HeldOutRows.Mark(Enumerable.Range(0, 1_000), seed: 1, fraction: 0), mark => mark.IsHeldOut);

    [Fact]
    public void The_rows_depend_on_the_seed_and_their_places_alone()
    {
        bool[] Marks(IEnumerable<int> rows, ulong seed) => [.. HeldOutRows.Mark(rows, seed, 0.3).Select(mark => mark.IsHeldOut)];

        bool[] first = Marks(Enumerable.Range(0, 100), 1);
        Assert.Equal(first, Marks(Enumerable.Repeat(7, 100), 1));
        Assert.Equal(first.Take(40), Marks(Enumerable.Range(0, 40), 1));
        Assert.NotEqual(first, Marks(Enumerable.Range(0, 100), 2));
    }

    [Fact]
    public void Options_tell_the_rows_by_their_seed_and_share()
    {
        var training = new TrainingOptions { Seed = -7, ValidationFraction = 0.3 };
        Assert.Equal(HeldOutRows.Mark(Enumerable.Range(0, 100), unchecked((ulong)-7), 0.3), HeldOutRows.Mark(Enumerable.Range(0, 100), training));
        Assert.Throws<ArgumentException>(() => HeldOutRows.Mark([1], new TrainingOptions()));
    }

    [Fact]
    public void Rows_pass_in_order() =>
        Assert.Equal([5, 3, 9], HeldOutRows.Mark([5, 3, 9], seed: 1, fraction: 0.5).Select(mark => mark.Row));
}
