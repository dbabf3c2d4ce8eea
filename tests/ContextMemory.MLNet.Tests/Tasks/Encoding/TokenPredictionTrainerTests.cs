using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tasks.Encoding;

namespace ContextMemory.MLNet.Tests.Tasks.Encoding;

public sealed class TokenPredictionTrainerTests
{
    private static readonly TrainingOptions Options = new()
    {
        Epochs = 12,
        BatchSize = 16,
        LearningRate = 0.02,
        ValidationFraction = 0,
        Threads = 1,
    };

    public static TheoryData<EncoderKind, TokenObjective, int> Configurations() => new()
    {
        { EncoderKind.Gru, TokenObjective.MaskedToken, 256 },
        { EncoderKind.Gru, TokenObjective.MaskedToken, 8 },
        { EncoderKind.Attention, TokenObjective.MaskedToken, 256 },
        { EncoderKind.Lstm, TokenObjective.NextToken, 256 },
    };

    [Theory]
    [MemberData(nameof(Configurations))]
    public void Texts_about_the_same_thing_have_vectors_close_together(EncoderKind kind, TokenObjective objective, int segmentLength)
    {
        EncoderOptions encoder = ToyTexts.SmallEncoder(kind).With(new
        {
            Bidirectional = objective == TokenObjective.MaskedToken,
            SegmentLength = segmentLength,
        });
        LabeledText[] rows = ToyTexts.Topics(300, seed: 1);
        (EncodingModel model, TrainingReport report) = Trainer(encoder, objective, Options).Train(rows.Select(row => row.Text));

        Assert.True(report.Epochs[^1].TrainingLoss < report.Epochs[0].TrainingLoss);
        Assert.InRange(NearestCentroids(model, rows, ToyTexts.Topics(100, seed: 2)), 0.9, 1);
    }

    [Fact]
    public void The_weights_do_not_depend_on_the_threads()
    {
        Close.SameBits(Weights(1), Weights(2), "weights of 2 threads");

        static float[] Weights(int threads) => Trainer(
                ToyTexts.SmallEncoder(EncoderKind.Gru) with { SegmentLength = 8, Dropout = 0.1 },
                TokenObjective.MaskedToken,
                Options with { Epochs = 2, Threads = threads })
            .Train(ToyTexts.Topics(60, seed: 1).Select(row => row.Text)).Model.Weights.Values.ToArray();
    }

    [Fact]
    public void Given_texts_choose_the_epoch()
    {
        LabeledText[] rows = ToyTexts.Topics(60, seed: 1);
        (_, TrainingReport report) = Trainer(
                ToyTexts.SmallEncoder(EncoderKind.Gru), TokenObjective.MaskedToken, Options with { Epochs = 3, ValidationFraction = 0.5 })
            .Train(rows.Select(row => row.Text), rows[..12].Select(row => row.Text));

        Assert.Equal((60, 12), (report.TrainingRows, report.ValidationRows));
        Assert.All(report.Epochs, epoch => Assert.InRange(epoch.ValidationLoss!.Value, 0.1, 20));
        Assert.Equal(report.BestEpoch, report.Epochs.MinBy(epoch => epoch.ValidationLoss)!.Epoch);
    }

    private static TokenPredictionTrainer Trainer(EncoderOptions encoder, TokenObjective objective, TrainingOptions options) => new()
    {
        Encoder = encoder,
        CoderBuilder = ToyTexts.Words(),
        Training = options,
        Objective = objective,
        Seed = 1,
    };

    /// <summary>Share of texts whose vector is closer to the mean of those of its own class than to that of any other.</summary>
    private static double NearestCentroids(EncodingModel model, LabeledText[] rows, LabeledText[] test)
    {
        Dictionary<int, float[]> centroids = rows.GroupBy(row => row.Labels.Class).ToDictionary(
            group => group.Key,
            group =>
            {
                float[][] vectors = [.. group.Select(row => Vector(model, row))];
                return Enumerable.Range(0, model.ResultSize).Select(i => vectors.Average(vector => vector[i])).ToArray();
            });
        return test.Average(row =>
        {
            float[] vector = Vector(model, row);
            int nearest = centroids.MinBy(pair => System.Numerics.Tensors.TensorPrimitives.Distance<float>(vector, pair.Value)).Key;
            return nearest == row.Labels ? 1 : 0;
        });
    }

    private static float[] Vector(EncodingModel model, LabeledText row)
    {
        var vector = new float[model.ResultSize];
        model.Run([model.Encode(row.Text.Span)], vector);
        return vector;
    }
}
