using System.Globalization;
using System.Text.RegularExpressions;
using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tests.Training;

public sealed class TrainingMemoryTests
{
    [Fact]
    public void A_model_takes_its_values_their_optimizer_packed_copies_and_gradients()
    {
        var layout = new ParameterLayout();
        layout.Add("weight", 64, 64, Initializers.Zero);
        layout.Add("table", 1_000, 16, Initializers.Zero, isSparse: true);
        var options = new TrainingOptions();

        // Two moments and the best values; to which step each row is up to date.
        Assert.Equal(4 * (3 * (4_096 + 16_000) + 1_000), TrainingMemory.OfOptimizer(layout, options));
        Assert.Equal(4 * (4 * (4_096 + 16_000) + 1_000), TrainingMemory.OfOptimizer(layout, options with { AverageEpochs = 1 }));

        // Beside them the values, two packed copies and two gradients.
        Assert.Equal(4 * (4 * (4_096 + 16_000) + 4 * 4_096 + 3 * 1_000), TrainingMemory.LeastOfModel(layout, options));
    }

    [Fact]
    public void What_does_not_learn_takes_its_values_and_packed_copies_alone()
    {
        var layout = new ParameterLayout();
        layout.Add("frozen", 64, 64, Initializers.Zero).RateScale = 0;
        layout.Add("frozen table", 1_000, 16, Initializers.Zero, isSparse: true).RateScale = 0;
        layout.Add("weight", 16, 16, Initializers.Zero);
        var options = new TrainingOptions();

        Assert.Equal(4 * 3 * 256, TrainingMemory.OfOptimizer(layout, options));
        Assert.Equal(4 * (4_096 + 16_000 + 256 + 2 * (4_096 + 256) + 5 * 256), TrainingMemory.LeastOfModel(layout, options));
    }

    [Fact]
    public void Without_a_bound_there_is_room_for_all_rows() =>
        Assert.Equal(long.MaxValue, TrainingMemory.LeftForRows(new TrainingOptions(), new ParameterLayout()));

    [Fact]
    public void What_is_left_is_for_rows()
    {
        var layout = new ParameterLayout();
        layout.Add("weight", 64, 64, Initializers.Zero);
        var options = new TrainingOptions { MaxMemoryMB = 1_000_000 };
        Assert.InRange(TrainingMemory.LeftForRows(options, layout), 900_000L << 20, 1_000_000L << 20);

        // Of the largest: its values, two packed copies, two gradients, two moments and the best values.
        var large = new ParameterLayout();
        large.Add("weight", 40_000, 10_000, Initializers.Zero);
        Assert.Equal(8 * 4 * 400_000_000.0 / (1 << 20), (TrainingMemory.LeftForRows(options, layout) - TrainingMemory.LeftForRows(options, layout, large)) / (1 << 20), 200.0);
        Assert.Equal(0, TrainingMemory.LeftForRows(new TrainingOptions { MaxMemoryMB = 8_000 }, layout, large));
        string message = Assert.Throws<InvalidOperationException>(
            () => TrainingMemory.LeftForRows(new TrainingOptions { MaxMemoryMB = 8_000 }, large)).Message;

        // Beside the model, what this process takes: other tests of it decide how much that is.
        double needed = double.Parse(Regex.Match(message, @"^Training would take (\d+) MB for the process").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(needed, 8 * 4 * 400_000_000.0 / (1 << 20), 8_000 + 8 * 4 * 400_000_000.0 / (1 << 20));
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
        EncoderEnsemble model = ToyTexts.Encoders(texts, ToyTexts.SmallEncoder(EncoderKind.Lstm), classes: 2);
        using var training = new EncodedRows(room);
        using var validation = new EncodedRows(room);
        for (int i = 0; i < texts.Length; i++)
        {
            (i % 4 == 0 ? validation : training).Add(model.Encode(texts[i].Text.Span), texts[i].Labels);
        }

        var objective = new ClassificationObjective(model, new RowsToLearn(training, validation), labelSmoothing: 0);
        TrainingReport report = new Trainer(objective, new TrainingOptions { Epochs = 2, Threads = 2 }, seed: 1).Run();
        float[] values = model.Weights.Values.ToArray();
        GC.KeepAlive(model);
        return (values, report);
    }
}
