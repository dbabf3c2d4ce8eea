using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.Tests.Training;

public sealed class WeightAverageTests
{
    private const int Examples = 20;

    private static readonly TrainingOptions Options = new()
    {
        BatchSize = 5,
        Epochs = 6,
        Patience = 6,
        Threads = 1,
        LearningRate = 0.1,
        WeightDecay = 0,
        AverageEpochs = 1_000,
    };

    [Fact]
    public void Within_the_window_it_is_the_mean()
    {
        Weights weights = Ones();
        var average = new WeightAverage(weights, epochs: 100, stepsPerEpoch: 4);
        foreach (float value in new float[] { 4, 8, 3 })
        {
            weights.Values.Fill(value);
            average.Update();
        }

        Assert.All(average.Values, value => Assert.Equal(5, value, 1e-6f));
    }

    [Fact]
    public void Beyond_the_window_each_update_counts_the_same_share()
    {
        Weights weights = Ones();
        var average = new WeightAverage(weights, epochs: 0.5, stepsPerEpoch: 4);
        double expected = 0;
        for (int update = 1; update <= 9; update++)
        {
            weights.Values.Fill(update * update);
            average.Update();
            expected += (update * update - expected) * Math.Max(1 - Math.Exp(-1 / 2.0), 1.0 / update);
        }

        Assert.All(average.Values, value => Assert.Equal(expected, value, 1e-4));
    }

    [Fact]
    public void What_does_not_move_stays_the_same_to_the_bit()
    {
        Weights weights = Ones();
        var average = new WeightAverage(weights, epochs: 0.7, stepsPerEpoch: 4);
        var random = new RandomStream(1);
        for (int i = 0; i < weights.Values.Length; i++)
        {
            weights.Values[i] = (float)random.NextGaussian();
        }

        for (int update = 0; update < 50; update++)
        {
            average.Update();
        }

        Close.SameBits(weights.Values.ToArray(), average.Values, "average");
    }

    [Theory]
    [InlineData(1, new[] { 1, 2, 3 })]
    [InlineData(15, new[] { 1, 2, 3 })]
    [InlineData(25, new[] { 3, 6, 9 })]
    public void An_epoch_has_eight_updates_or_as_many_as_steps(int stepsPerEpoch, int[] first)
    {
        var average = new WeightAverage(Ones(), epochs: 1, stepsPerEpoch);
        Assert.Equal(first, Enumerable.Range(1, 100).Where(average.Takes).Take(3));
    }

    [Fact]
    public void Exchanged_twice_everything_is_as_before()
    {
        Weights weights = Ones();
        var average = new WeightAverage(weights, epochs: 1, stepsPerEpoch: 4);
        average.Update();
        weights.Values.Fill(7);
        average.Exchange();
        Assert.Equal((1, 7), (weights.Values[0], average.Values[0]));
        average.Exchange();
        Assert.Equal((7, 1), (weights.Values[0], average.Values[0]));
    }

    [Fact]
    public void The_average_is_validated_and_restored_and_training_goes_on_as_without_it()
    {
        var plain = new ScriptedObjective(Examples, 0.5, 0.9, 0.8, 0.7, 0.6, 0.5);
        var steps = new List<float[]>();
        plain.WhileLearning = () => steps.Add(plain.Values);
        new Trainer(plain, Options with { AverageEpochs = 0 }, seed: 1).Run();

        var averaged = new ScriptedObjective(Examples, 0.5, 0.9, 0.8, 0.7, 0.6, 0.5);
        var averagedSteps = new List<float[]>();
        averaged.WhileLearning = () => averagedSteps.Add(averaged.Values);
        TrainingReport report = new Trainer(averaged, Options, seed: 1).Run();

        // The dense values are those of the plain run at every step.
        int dense = plain.Weights.Layout.DenseLength;
        Assert.Equal(steps.Select(values => values[..dense]), averagedSteps.Select(values => values[..dense]));

        // After each step its weights; the first is before any.
        float[][] after = [.. steps.Skip(1).Select(values => values[..dense])];
        for (int epoch = 1; epoch <= 5; epoch++)
        {
            int count = epoch * 4;
            float[] mean = [.. Enumerable.Range(0, dense).Select(i => after.Take(count).Average(values => values[i]))];
            Close.All(mean, averaged.AfterEpochs[epoch - 1][..dense], 1e-5, $"epoch {epoch}");
        }

        Assert.Equal(2, report.BestEpoch);
        Close.SameBits(averaged.AfterEpochs[1], averaged.Values, "restored");
    }

    [Fact]
    public void Rows_of_tables_are_averaged_as_if_they_were_updated_at_every_step()
    {
        var objective = new ScriptedObjective(Examples);
        new Trainer(objective, Options, seed: 1).Run();
        foreach (float[] values in objective.AfterEpochs)
        {
            Close.All(TableOf(values, objective.DenseTable), TableOf(values, objective.SparseTable), 1e-5, "rows");
        }

        float[] TableOf(float[] values, Parameter table) => values.AsSpan(objective.Weights.Layout.OffsetOf(table), Examples).ToArray();
    }

    private static Weights Ones()
    {
        var layout = new ParameterLayout();
        layout.Add("weight", 2, 3, Initializers.One);
        var weights = new Weights(layout, Kernels.Current);
        weights.Values.Fill(1);
        return weights;
    }
}
