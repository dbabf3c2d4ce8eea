using ContextMemory.MLNet.Tasks.Classification;

namespace ContextMemory.MLNet.Tests.Tasks.Classification;

public sealed class EncoderChoiceTests
{
    private static readonly EncoderOptions Derived = new() { Kind = EncoderKind.Gru, HiddenSize = 0, SegmentLength = 0 };

    [Theory]
    [InlineData(100, 64, 3, 128, 64)]
    [InlineData(100, 65, 1, 256, 128)]
    [InlineData(19_999, 65, 1, 256, 128)]
    [InlineData(20_000, 65, 1, 128, 128)]
    [InlineData(20_000, 64, 1, 128, 64)]
    public void Few_short_texts_have_three_encoders_few_long_ones_a_larger_one_and_many_one(
        int rows, int tokens, int members, int hiddenSize, int segmentLength) =>
        Assert.Equal(
            new EncoderChoice(members, Derived with { HiddenSize = hiddenSize, SegmentLength = segmentLength }),
            EncoderChoice.For(members: 0, Derived, Documents(rows, tokens)));

    [Theory]
    [InlineData(0, 96, EncoderKind.Gru, 3, 96)]
    [InlineData(1, 0, EncoderKind.Lstm, 1, 256)]
    [InlineData(2, 0, EncoderKind.Gru, 2, 128)]
    [InlineData(0, 0, EncoderKind.AttentionLstm, 1, 256)]
    [InlineData(0, 0, EncoderKind.Attention, 3, 128)]
    [InlineData(0, 0, EncoderKind.KeyValueMemory, 3, 128)]
    public void What_is_given_stays_and_what_has_no_hidden_size_is_not_larger(
        int givenMembers, int givenSize, EncoderKind kind, int members, int hiddenSize)
    {
        EncoderChoice choice = EncoderChoice.For(givenMembers, Derived with { Kind = kind, HiddenSize = givenSize }, Documents(100, 65));
        Assert.Equal((members, hiddenSize), (choice.Members, choice.Options.HiddenSize));
    }

    [Fact]
    public void Whatever_the_rows_lead_to_was_possible_before()
    {
        foreach (int members in new[] { 0, 1, 2 })
        {
            foreach (int size in new[] { 0, 96, 256 })
            {
                EncoderOptions options = Derived with { HiddenSize = size };
                EncoderChoice[] possible = [.. EncoderChoice.Possible(members, options)];
                foreach (int tokens in new[] { 10, 100 })
                {
                    EncoderChoice choice = EncoderChoice.For(members, options, Documents(100, tokens));
                    Assert.Contains(possible, other => other.Options.HiddenSize == choice.Options.HiddenSize && other.Members >= choice.Members);
                }
            }
        }
    }

    private static int[][] Documents(int rows, int tokens) => [.. Enumerable.Repeat(Enumerable.Repeat(2, tokens).ToArray(), rows)];
}
