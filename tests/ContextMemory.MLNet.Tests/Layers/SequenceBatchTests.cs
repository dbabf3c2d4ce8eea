using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers;

public sealed class SequenceBatchTests
{
    [Fact]
    public void Time_major_order_takes_each_row_once_step_by_step_longest_sequence_first()
    {
        var random = new RandomStream(1);
        var batch = new SequenceBatch();
        for (int trial = 0; trial < 200; trial++)
        {
            // One object for all trials: nothing may remain of the batch before. Lengths of zero occur.
            int[] lengths = [.. Enumerable.Range(0, 1 + random.NextInteger(12)).Select(_ => random.NextInteger(9))];
            batch.Set(lengths);
            AssertOrder(batch, lengths);
        }
    }

    [Fact]
    public void Equal_lengths_keep_their_order() => Assert.Equal([1, 3, 0, 2, 4], LayerBench.Batch(2, 5, 2, 5, 1).ByLength);

    [Fact]
    public void Positions_are_those_given_or_zero()
    {
        var batch = new SequenceBatch();
        batch.Set([2, 3], [10, 20]);
        Assert.Equal((10, 20), (batch.Position(0), batch.Position(1)));
        batch.Set([2, 3]);
        Assert.Equal((0, 0), (batch.Position(0), batch.Position(1)));
    }

    [Fact]
    public void No_sequences_are_no_rows()
    {
        SequenceBatch batch = LayerBench.Batch(3, 1);
        batch.Set([]);
        Assert.Equal((0, 0, 0), (batch.Count, batch.RowCount, batch.StepCount));
        Assert.True(batch.TimeMajorRows.IsEmpty);
    }

    [Fact]
    public void Slabs_hold_neighbouring_sequences_up_to_a_number_of_rows()
    {
        var batch = new SequenceBatch();
        batch.Set([3, 4, 9, 0, 5, 1], [7, 8, 9, 10, 11, 12]);

        int[][] slabs = [.. batch.Split(8).ToArray().Select(slab =>
            (int[])[.. Enumerable.Range(0, slab.Sequences.Count).Select(slab.Sequences.Length)])];
        Assert.Equal([[3, 4], [9], [0, 5, 1]], slabs);

        SequenceBatch.Slab last = batch.Split(8)[2];
        Assert.Equal(3, last.FirstSequence);
        Assert.Equal((10, 11, 12), (last.Sequences.Position(0), last.Sequences.Position(1), last.Sequences.Position(2)));
        using var memory = new TestMemory();
        Matrix rows = memory.Normal(batch.RowCount, 2);
        Assert.Equal(rows[16, 1], last.RowsOf(rows)[0, 1]);
        Assert.Equal(6, last.RowsOf(rows).Rows);
    }

    [Fact]
    public void Slabs_of_a_smaller_batch_forget_the_larger_one()
    {
        var batch = new SequenceBatch();
        batch.Set([5, 5, 5]);
        Assert.Equal(3, batch.Split(5).Length);
        batch.Set([2, 2]);
        Assert.Equal(2, Assert.Single(batch.Split(5).ToArray()).Sequences.Count);
    }

    private static void AssertOrder(SequenceBatch batch, int[] lengths)
    {
        Assert.Equal(lengths.Sum(), batch.RowCount);
        Assert.Equal(lengths.Max(), batch.StepCount);
        Assert.Equal(Enumerable.Range(0, lengths.Length).OrderByDescending(i => lengths[i]), batch.ByLength.ToArray());
        Assert.Equal(Enumerable.Range(0, batch.RowCount), batch.TimeMajorRows.ToArray().Order());
        int place = 0;
        for (int step = 0; step < batch.StepCount; step++)
        {
            Assert.Equal(place, batch.StepOffset(step));
            Assert.Equal(lengths.Count(length => length > step), batch.StepSize(step));
            for (int i = 0; i < batch.StepSize(step); i++)
            {
                int sequence = batch.ByLength[i];
                Assert.Equal(lengths[sequence], batch.Length(sequence));
                Assert.Equal(batch.Offset(sequence) + step, batch.TimeMajorRows[place++]);
            }
        }

        Assert.Equal(0, batch.StepSize(batch.StepCount));
    }
}
