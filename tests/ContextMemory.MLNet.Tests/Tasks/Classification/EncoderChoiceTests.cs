using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Tasks.Classification;

public sealed class EncoderChoiceTests
{
    private static readonly GruOptions Derived = new() { HiddenSize = 0, SegmentLength = 0 };

    private static readonly EncoderDefaults LeftOpen = new() { HiddenSize = 0, SegmentLength = 0 };

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
            EncoderChoice.For(Effort.Best, Choices(0, Derived), Rows(rows, tokens)));

    [Theory]
    [InlineData(0, 96, EncoderKind.Gru, 3, 96)]
    [InlineData(1, 0, EncoderKind.Lstm, 1, 256)]
    [InlineData(2, 0, EncoderKind.Gru, 2, 128)]
    [InlineData(0, 0, EncoderKind.AttentionLstm, 1, 256)]
    [InlineData(0, 0, EncoderKind.Attention, 3, null)]
    [InlineData(0, 0, EncoderKind.KeyValueMemory, 3, null)]
    public void What_is_given_stays_and_what_has_no_hidden_size_is_not_larger(
        int givenMembers, int givenSize, EncoderKind kind, int members, int? hiddenSize)
    {
        EncoderChoice choice = EncoderChoice.For(
            Effort.Best, Choices(givenMembers, KindOptions.Of(kind, new { HiddenSize = givenSize, SegmentLength = 0 })), Rows(100, 65));
        Assert.Equal((members, hiddenSize), (choice.Members, choice.Options.RecurrentSize));
    }

    [Fact]
    public void Whatever_the_rows_lead_to_was_possible_before()
    {
        foreach (Effort effort in Enum.GetValues<Effort>())
        {
            foreach (int members in new[] { 0, 1, 2 })
            {
                foreach (int size in new[] { 0, 96, 256 })
                {
                    ClassificationChoices choices = Choices(members, Derived with { HiddenSize = size });
                    EncoderChoice[] possible = [.. EncoderChoice.Possible(effort, choices)];
                    foreach (int tokens in new[] { 10, 100 })
                    {
                        EncoderChoice choice = EncoderChoice.For(effort, choices, Rows(100, tokens));
                        Assert.Contains(possible, other => other.Options.RecurrentSize == choice.Options.RecurrentSize && other.Members >= choice.Members);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(Effort.Balanced, 100, 64, 0, false, 2)]
    [InlineData(Effort.Balanced, 100, 65, 0, false, 1)]
    [InlineData(Effort.Balanced, 1_999, 64, 0, false, 2)]
    [InlineData(Effort.Balanced, 20_000, 4, 0, false, 1)]
    [InlineData(Effort.Balanced, 100, 64, 4, false, 4)]
    [InlineData(Effort.Fast, 100, 64, 0, false, 0)]
    [InlineData(Effort.Fast, 100, 64, 0, true, 1)]
    [InlineData(Effort.Fast, 100, 64, 3, false, 3)]
    public void Less_effort_has_small_encoders_or_none(Effort effort, int rows, int tokens, int given, bool needsEncoder, int members)
    {
        EncoderChoice choice = EncoderChoice.For(effort, Choices(given, new GruOptions().Over(LeftOpen), needsEncoder), Rows(rows, tokens));
        Assert.Equal((members, 64, 64), (choice.Members, choice.Options.RecurrentSize, choice.Options.EmbeddingSize));
    }

    [Fact]
    public void Texts_of_few_different_words_have_one_small_encoder() =>
        Assert.Equal(1, EncoderChoice.For(Effort.Balanced, Choices(0, Derived), Rows(1_000, 60, words: 1)).Members);

    [Fact]
    public void Sizes_that_are_given_win_over_the_effort()
    {
        var given = new LstmOptions { EmbeddingSize = 32, HiddenSize = 48 };
        EncoderChoice choice = EncoderChoice.For(Effort.Balanced, Choices(0, given.Over(LeftOpen)), Rows(100, 65));
        Assert.Equal((48, 32), (choice.Options.RecurrentSize, choice.Options.EmbeddingSize));
    }

    [Fact]
    public void Heads_that_do_not_share_a_small_vector_evenly_keep_the_usual_one()
    {
        var given = new AttentionOptions { Heads = 128 };
        Assert.Equal(128, EncoderChoice.For(Effort.Balanced, Choices(0, given), Rows(100, 65)).Options.EmbeddingSize);
        Assert.Equal(64, EncoderChoice.For(Effort.Balanced, Choices(0, given with { Heads = 8 }), Rows(100, 65)).Options.EmbeddingSize);
    }

    private static ClassificationChoices Choices(int members, EncoderOptions encoder, bool needsEncoder = false) =>
        new(encoder, members, new TrainingOptions(), AdversarialEpsilon: null, PretrainingEpochs: null, needsEncoder, ContinueFrom: null);

    private static RowStatistics Rows(int rows, int tokens, int words = 200) => new(
        [.. Enumerable.Repeat(Enumerable.Repeat(2, tokens).ToArray(), rows)],
        ValidationRows: 0,
        AreHeldOut: false,
        new Vocabulary([.. Enumerable.Range(0, words).Select(word => $"word{word}")], lowerCase: true, hashBuckets: 16));
}
