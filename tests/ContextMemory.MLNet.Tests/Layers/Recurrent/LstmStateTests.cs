using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tests.Layers.Recurrent;

public sealed class LstmStateTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(2, 4)]
    [InlineData(3, 7)]
    public void A_sequence_cut_into_segments_gives_the_same_output(int layers, int segmentLength)
    {
        int[] lengths = [11, 3, 8, 1];
        using var bench = new LayerBench();
        var lstm = LayerFactory.Lstm(bench.Layout, "", 5, 6, layers, bidirectional: false, dropout: 0);
        SequenceBatch whole = LayerBench.Batch(lengths);
        Matrix input = bench.Memory.Normal(whole.RowCount, 5);
        Matrix wholeState = bench.Memory.Zeros(lengths.Length, lstm.StateSize);
        bench.StartReading();
        Matrix expected = bench.Memory.Copy(lstm.Forward(bench.Pass, whole, input, wholeState));

        Matrix state = bench.Memory.Zeros(lengths.Length, lstm.StateSize);
        for (int start = 0; start < lengths.Max(); start += segmentLength)
        {
            // A sequence that has ended is in the batch with no rows, and must keep its state.
            var batch = new SequenceBatch();
            batch.Set([.. lengths.Select(length => Math.Clamp(length - start, 0, segmentLength))]);
            Matrix rows = bench.Memory.Zeros(batch.RowCount, 5);
            ForEachRow((row, wholeRow) => input.Row(wholeRow).CopyTo(rows.Row(row)));
            Matrix output = lstm.Forward(bench.Pass, batch, rows, state);
            ForEachRow((row, wholeRow) => Close.SameBits(expected.Row(wholeRow), output.Row(row), $"row {wholeRow}"));

            void ForEachRow(Action<int, int> action)
            {
                for (int sequence = 0; sequence < batch.Count; sequence++)
                {
                    for (int i = 0; i < batch.Length(sequence); i++)
                    {
                        action(batch.Offset(sequence) + i, whole.Offset(sequence) + start + i);
                    }
                }
            }
        }

        Close.SameBits(wholeState.Span, state.Span, "state");
    }

    [Fact]
    public void The_backward_direction_hands_nothing_on()
    {
        using var bench = new LayerBench();
        var lstm = LayerFactory.Lstm(bench.Layout, "", 3, 4, layers: 2, bidirectional: true, dropout: 0);
        SequenceBatch batch = LayerBench.Batch(5, 2);
        Matrix input = bench.Memory.Normal(7, 3);
        bench.StartReading();
        Matrix fresh = bench.Memory.Copy(lstm.Forward(bench.Pass, batch, input, bench.Memory.Zeros(2, lstm.StateSize)));

        // A state that only the second layer gets: the first layer's two directions are not seen to change, so the second one's
        // backward direction must not change either.
        Matrix state = bench.Memory.Zeros(2, lstm.StateSize);
        bench.Memory.Fill(state.ColumnRange(lstm.StateSize / 2, lstm.StateSize / 2), 1);
        Matrix continued = lstm.Forward(bench.Pass, batch, input, state);
        for (int row = 0; row < 7; row++)
        {
            Close.SameBits(fresh.Row(row)[4..], continued.Row(row)[4..], $"backward direction, row {row}");
            Assert.False(fresh.Row(row)[..4].SequenceEqual(continued.Row(row)[..4]), $"Row {row} does not see the state.");
        }

        Assert.Equal(2 * 2 * 4, lstm.StateSize);
    }
}
