using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Tasks.Entities;

namespace ContextMemory.MLNet.Tests.Tasks.Entities;

public sealed class PieceBatchTests
{
    private const int Start = 100;
    private const int End = 101;

    [Fact]
    public void An_input_holds_the_pieces_of_a_segment_between_special_ones()
    {
        PieceBatch batch = LayOut(length: 16, lengths: [2, 1], pieces: [5, ~6, 7, 8, ~9, ~10]);

        Assert.Equal([Start, 5, 6, 7, End, Start, 8, 9, 10, End], batch.Codes.ToArray());
        Assert.Equal([5, 5], Lengths(batch));
        Assert.Equal([1, 3, 6], batch.FirstPieces.ToArray());
    }

    [Fact]
    public void A_segment_with_more_pieces_than_fit_is_cut_between_tokens()
    {
        PieceBatch batch = LayOut(length: 5, lengths: [4], pieces: [1, ~2, 3, ~4, 5, 6]);

        Assert.Equal([Start, 1, 2, End, Start, 3, 4, 5, End, Start, 6, End], batch.Codes.ToArray());
        Assert.Equal([4, 5, 3], Lengths(batch));
        Assert.Equal([1, 5, 7, 10], batch.FirstPieces.ToArray());
    }

    private static int[] Lengths(PieceBatch batch) => [.. Enumerable.Range(0, batch.Sequences.Count).Select(batch.Sequences.Length)];

    private static PieceBatch LayOut(int length, int[] lengths, int[] pieces)
    {
        var segments = new SequenceBatch();
        segments.Set(lengths);
        var batch = new PieceBatch();
        batch.Set(segments, pieces, new TransformerSpec(new PretrainedOptions { SegmentLength = length }, Start, End));
        return batch;
    }
}
