using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tasks;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tests.Training;

public sealed class TrainingMemoryTests
{
    [Fact]
    public void A_model_takes_its_values_their_optimizer_and_the_gradients_of_all_shards()
    {
        var layout = new ParameterLayout();
        layout.Add("weight", 64, 64, Initializers.Zero);
        layout.Add("table", 1_000, 16, Initializers.Zero, isSparse: true);
        var options = new TrainingOptions { BatchSize = 32 };

        // Four shards.
        Assert.Equal(4 * (4 * (4_096 + 16_000) + (2 + 4) * 4_096 + (1 + 4) * 1_000), TrainingMemory.OfModel(layout, options));
        Assert.Equal(4 * (4_096 + 16_000), TrainingMemory.OfModel(layout, options with { AverageEpochs = 1 }) - TrainingMemory.OfModel(layout, options));
    }

    [Fact]
    public void Without_a_bound_there_is_room_for_all_rows() =>
        Assert.Equal(long.MaxValue, TrainingMemory.LeftForRows(new ParameterLayout(), new TrainingOptions()));

    [Fact]
    public void What_is_left_is_for_rows()
    {
        var layout = new ParameterLayout();
        layout.Add("weight", 64, 64, Initializers.Zero);
        long left = TrainingMemory.LeftForRows(layout, new TrainingOptions { MaxMemoryMB = 1_000_000 });
        Assert.InRange(left, 500_000L << 20, 1_000_000L << 20);
    }

    [Fact]
    public void Layers_keep_one_segment_of_one_member_at_a_time()
    {
        var options = new TrainingOptions { BatchSize = 32, Threads = 1 };
        using EncodedRows longer = Rows(tokens: 40);
        using EncodedRows shorter = Rows(tokens: 3);
        long ofShorter = TrainingMemory.OfLayers(Objective(shorter, members: 1), options);
        long ofSegment = TrainingMemory.OfLayers(Objective(longer, members: 1), options);
        Assert.Equal(8 * ofShorter, 3 * ofSegment);
        Assert.Equal(ofSegment, TrainingMemory.OfLayers(Objective(longer, members: 3), options));

        static EncodedRows Rows(int tokens)
        {
            var rows = new EncodedRows();
            rows.Add(new int[tokens], label: 0);
            return rows;
        }

        static ClassificationObjective Objective(EncodedRows rows, int members)
        {
            EncoderOptions encoder = ToyTexts.SmallEncoder(EncoderKind.Lstm) with { SegmentLength = 8 };
            return new ClassificationObjective(
                new ClassificationModel(ToyTexts.Words().Build(), encoder, classes: 2, Kernels.Current, members), new RowsToLearn(rows), labelSmoothing: 0);
        }
    }

    [Fact]
    public void Rows_in_a_file_change_nothing_but_the_report()
    {
        (float[] expected, TrainingReport inMemory) = Train(MemoryRoom.Unlimited());
        (float[] values, TrainingReport onDisk) = Train(new MemoryRoom(1_000));
        Close.SameBits(expected, values, "weights");
        Assert.Equal(0, inMemory.RowsOnDisk);
        Assert.InRange(onDisk.RowsOnDisk, 100, 119);
        Assert.Equal(inMemory.Epochs[^1].ValidationLoss, onDisk.Epochs[^1].ValidationLoss);
        Assert.InRange(inMemory.EstimatedMemoryMB, 10, 100_000);
    }

    private static (float[] Values, TrainingReport Report) Train(MemoryRoom room)
    {
        LabeledText[] texts = ToyTexts.Orders(120, seed: 1);
        ClassificationModel model = ToyTexts.Model(texts, ToyTexts.SmallEncoder(EncoderKind.Lstm), classes: 2);
        using var training = new EncodedRows(room);
        using var validation = new EncodedRows(room);
        for (int i = 0; i < texts.Length; i++)
        {
            (i % 4 == 0 ? validation : training).Add(model.Encode(texts[i].Text.Span), texts[i].Label);
        }

        var objective = new ClassificationObjective(model, new RowsToLearn(training, validation), labelSmoothing: 0);
        TrainingReport report = new Trainer(objective, new TrainingOptions { Epochs = 2, Threads = 2 }, seed: 1).Run();
        float[] values = model.Weights.Values.ToArray();
        GC.KeepAlive(model);
        return (values, report);
    }
}
