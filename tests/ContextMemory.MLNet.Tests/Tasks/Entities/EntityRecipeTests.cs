using ContextMemory.MLNet.Tasks.Entities;

namespace ContextMemory.MLNet.Tests.Tasks.Entities;

public sealed class EntityRecipeTests
{
    private static readonly PretrainedOptions Transformer = new() { EmbeddingSize = 384, SegmentLength = 512 };

    [Fact]
    public void Over_a_transformer_stands_an_lstm_that_reads_its_vectors_beside_those_of_words()
    {
        var encoder = Assert.IsType<LstmOptions>(EntityRecipe.EncoderOver(Transformer));
        Assert.Equal((384 + 128, 512), (encoder.EmbeddingSize, encoder.SegmentLength));
    }

    [Fact]
    public void It_learns_in_smaller_steps_and_reads_few_rows_more_often()
    {
        EntityRecipe over = Resolve(new TrainingOptions(), isOverTransformer: true);
        EntityRecipe alone = Resolve(new TrainingOptions(), isOverTransformer: false);
        Assert.Equal((0.004, 8), (over.Training.LearningRate, over.Training.Epochs));
        Assert.Equal((0.008, 5), (alone.Training.LearningRate, alone.Training.Epochs));
        Assert.Equal(0.001, Resolve(new TrainingOptions { LearningRate = 0.001 }, isOverTransformer: true).Training.LearningRate);
    }

    private static EntityRecipe Resolve(TrainingOptions options, bool isOverTransformer) =>
        EntityRecipe.Resolve(EntityRecipe.EncoderOver(Transformer), options, rows: 10_000, isOverTransformer);
}
