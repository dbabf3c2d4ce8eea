using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;
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

    [Fact]
    public void Inputs_share_whole_tokens_and_each_token_is_read_where_more_stands_around_it()
    {
        PieceBatch batch = LayOut(length: 8, lengths: [7], pieces: [1, 2, 3, ~4, 5, 6, 7, 8], overlap: 3);

        // Of 5, the second input has one piece on its left; of 3 and 4, the first has one on their right.
        Assert.Equal([Start, 1, 2, 3, 4, 5, 6, End, Start, 5, 6, 7, 8, End], batch.Codes.ToArray()[..14]);
        Assert.Equal([8, 6], Lengths(batch));
        Assert.Equal([1, 2, 3, 5, 10, 11, 12], batch.FirstPieces.ToArray());
    }

    [Fact]
    public void Tokens_of_the_segments_before_and_behind_stand_around_a_segment()
    {
        PieceBatch batch = LayOut(length: 12, lengths: [3, 3, 1], pieces: [1, ~2, 3, 4, 5, 6, ~7, 8, 9], overlap: 2, isOneText: true, round: 1);

        Assert.Equal([Start, 3, 4, 5, 6, 7, 8, 9, End], batch.Codes.ToArray());
        Assert.Equal([3, 4, 6], batch.FirstPieces.ToArray());
    }

    [Fact]
    public void Overlapping_inputs_are_those_of_a_plain_way()
    {
        var random = new RandomStream(1);
        for (int i = 0; i < 3_000; i++)
        {
            int length = 8 + random.NextInteger(30);
            int overlap = random.NextInteger((length - 2) / 2 + 1);
            int[][] tokens = [.. Enumerable.Range(0, 1 + random.NextInteger(40)).Select(token => Enumerable.Range(0, 1 + random.NextInteger(4)).Select(piece => 4 * token + piece).ToArray())];
            PieceBatch batch = LayOut(length, [tokens.Length], [.. tokens.SelectMany(pieces => pieces.Select((piece, place) => place == 0 ? piece : ~piece))], overlap);

            var best = Enumerable.Repeat((Context: -1, Row: 0), tokens.Length).ToArray();
            int row = 0;
            int covered = 0;
            foreach (int inputLength in Lengths(batch))
            {
                int[] input = batch.Codes.ToArray()[(row + 1)..(row + inputLength - 1)];
                Assert.InRange(inputLength, 3, length);
                int shared = input.Count(piece => piece / 4 < covered);
                Assert.InRange(shared, 0, overlap);
                Assert.True(input[0] % 4 == 0 && (input[^1] / 4 == tokens.Length - 1 || input.Length + tokens[input[^1] / 4 + 1].Length > length - 2));
                covered = input[^1] / 4 + 1;
                for (int place = 0; place < input.Length; place++)
                {
                    int token = input[place] / 4;
                    int context = Math.Min(place, input.Length - place - tokens[token].Length);
                    if (input[place] % 4 == 0 && context > best[token].Context)
                    {
                        best[token] = (context, row + 1 + place);
                    }
                }

                row += inputLength;
            }

            Assert.Equal(tokens.Length, covered);
            Assert.Equal(best.Select(token => token.Row), batch.FirstPieces.ToArray());
        }
    }

    [Fact]
    public void A_token_that_is_longer_than_an_input_loses_its_last_pieces()
    {
        PieceBatch batch = LayOut(length: 5, lengths: [2], pieces: [1, ~2, ~3, ~4, 5]);

        Assert.Equal([Start, 1, 2, 3, End, Start, 5, End], batch.Codes.ToArray());
        Assert.Equal([1, 6], batch.FirstPieces.ToArray());
    }

    private static int[] Lengths(PieceBatch batch) => [.. Enumerable.Range(0, batch.Sequences.Count).Select(batch.Sequences.Length)];

    /// <param name="length">Of an input.</param>
    /// <param name="lengths">The tokens of each text, or of each segment of one.</param>
    /// <param name="pieces">Of all tokens.</param>
    /// <param name="overlap">The pieces that inputs share.</param>
    /// <param name="isOneText">Whether the segments, all but the last as long as the first, are those of one text.</param>
    /// <param name="round">The segment of each text that is laid out.</param>
    private static PieceBatch LayOut(int length, int[] lengths, int[] pieces, int overlap = 0, bool isOneText = false, int round = 0)
    {
        var texts = new EntityBatch();
        texts.Start(isOneText ? lengths[0] : lengths.Max());
        int[] starts = [.. Enumerable.Range(0, pieces.Length).Where(place => pieces[place] >= 0), pieces.Length];
        int first = 0;
        foreach (int tokens in isOneText ? [lengths.Sum()] : lengths)
        {
            texts.Add(new EntityCodes(new int[tokens], [], [], [], new int[tokens], new bool[tokens], []) { Pieces = pieces[starts[first]..starts[first + tokens]] });
            first += tokens;
        }

        texts.Select(round);
        var batch = new PieceBatch();
        batch.Set(texts, new TransformerSpec(new PretrainedOptions { SegmentLength = length, SegmentOverlap = overlap }, Start, End));
        return batch;
    }
}
