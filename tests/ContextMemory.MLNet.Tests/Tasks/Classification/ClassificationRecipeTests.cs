using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tests.Tasks.Classification;

public sealed class ClassificationRecipeTests
{
    [Theory]
    [InlineData(Effort.Balanced, 5_000, 10, 5, 0.2, 6)]
    [InlineData(Effort.Balanced, 5_000, 25, 2, 0.2, 6)]
    [InlineData(Effort.Balanced, 5_000, 60, 0, 0.2, 6)]
    [InlineData(Effort.Balanced, 5_000, 65, 0, 0.1, 6)]
    [InlineData(Effort.Balanced, 100, 10, 5, 0.2, 12)]
    [InlineData(Effort.Balanced, 20_000, 10, 0, 0, 2)]
    [InlineData(Effort.Fast, 5_000, 10, 0, 0, 8)]
    public void Few_texts_are_pretrained_on_while_that_is_short_and_moved_adversarially(
        Effort effort, int rows, int tokens, int pretrainingEpochs, double epsilon, int epochs)
    {
        ClassificationRecipe recipe = Resolve(effort, rows, tokens, words: 2_000);
        Assert.Equal((pretrainingEpochs, epsilon, epochs), (recipe.PretrainingEpochs, recipe.AdversarialEpsilon, recipe.Training.Epochs));
    }

    [Fact]
    public void Where_words_are_not_rare_the_encoder_learns_from_the_labels_alone()
    {
        ClassificationRecipe recipe = Resolve(Effort.Balanced, rows: 5_000, tokens: 60, words: 10);
        Assert.Equal((1, 0, 0.0, 8), (recipe.Members, recipe.PretrainingEpochs, recipe.AdversarialEpsilon, recipe.Training.Epochs));
    }

    [Theory]
    [InlineData(EncoderKind.Gru, 0.01)]
    [InlineData(EncoderKind.Attention, 0.004)]
    public void Attention_takes_smaller_steps(EncoderKind kind, double rate) =>
        Assert.Equal(rate, Resolve(Effort.Balanced, 100, 10, 2_000, kind).Training.LearningRate);

    [Theory]
    [InlineData(10, 1)]
    [InlineData(256, 1)]
    [InlineData(257, 2)]
    [InlineData(2_000, 8)]
    [InlineData(100_000, 16)]
    public void Gradients_flow_back_through_as_many_segments_as_most_documents_have(int tokens, int horizon) =>
        Assert.Equal(horizon, Resolve(Effort.Balanced, 100, tokens, 2_000).Training.Horizon);

    [Fact]
    public void A_horizon_that_is_given_stays() =>
        Assert.Equal(3, Resolve(Effort.Best, 100, 2_000, 2_000, training: new TrainingOptions { Horizon = 3 }).Training.Horizon);

    [Theory]
    [InlineData(Effort.Fast, 5_000, 1)]
    [InlineData(Effort.Fast, 100, 4)]
    [InlineData(Effort.Balanced, 5_000, 4)]
    [InlineData(Effort.Balanced, 100, 10)]
    [InlineData(Effort.Best, 20_000, 2)]
    public void A_pretrained_transformer_reads_the_rows_a_few_times_in_small_steps(Effort effort, int rows, int epochs)
    {
        ClassificationRecipe recipe = Resolve(effort, rows, 10, 2_000, EncoderKind.Pretrained);
        Assert.Equal((1, 0, 0.0, epochs, 0.001), (recipe.Members, recipe.PretrainingEpochs, recipe.AdversarialEpsilon, recipe.Training.Epochs, recipe.Training.LearningRate));
        Assert.Equal(effort == Effort.Fast, recipe.Describe().Next is not null);
    }

    [Theory]
    [InlineData(256, null)]
    [InlineData(257, EncoderKind.Gru)]
    public void A_memory_stands_over_the_segments_of_long_texts(int tokens, EncoderKind? memory) =>
        Assert.Equal(memory, ((PretrainedOptions)Resolve(Effort.Balanced, 100, tokens, 2_000, EncoderKind.Pretrained).Encoder).Memory);

    private static ClassificationRecipe Resolve(
        Effort effort, int rows, int tokens, int words, EncoderKind kind = EncoderKind.Gru, TrainingOptions? training = null)
    {
        var vocabulary = new Vocabulary([.. Enumerable.Range(0, words).Select(i => $"w{i}")], lowerCase: true, hashBuckets: 16);
        int[] document = [.. Enumerable.Repeat(2, tokens)];
        var statistics = new RowStatistics([.. Enumerable.Repeat(document, rows)], ValidationRows: 0, AreHeldOut: false, vocabulary);
        using var unlabeled = new DocumentStore(MemoryRoom.Unlimited());
        var choices = new ClassificationChoices(
            EncoderOptions.Of(kind), 0, training ?? new TrainingOptions(), AdversarialEpsilon: null, PretrainingEpochs: null, NeedsEncoder: true, ContinueFrom: null);
        return ClassificationRecipe.Resolve(effort, choices, statistics, unlabeled);
    }
}
