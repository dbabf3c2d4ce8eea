using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.TorchTests.Support;
using ContextMemory.MLNet.Training;
using TorchSharp;

namespace ContextMemory.MLNet.TorchTests.Training;

/// <summary>The training loop over the TorchSharp engine.</summary>
public sealed class TorchTrainingTests : IDisposable
{
    private const int Rows = 48;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("torch-training-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    private static TrainingOptions Options => new()
    {
        Engine = TestDevice.Engine,
        BatchSize = 8,
        Epochs = 4,
        Threads = 1,
        LearningRate = 0.01,
        AverageEpochs = 0.5,
    };

    [Fact]
    public void It_learns()
    {
        ClassificationObjective objective = Objective();

        TrainingReport report = new Trainer(objective, Options with { Epochs = 20 }, seed: 1).Run();

        Assert.True(report.Epochs[^1].TrainingLoss < 0.8 * report.Epochs[0].TrainingLoss, $"{report.Epochs[^1].TrainingLoss}");
    }

    [Fact]
    public void Same_seed_and_data_give_the_same_bits()
    {
        float[] first = Train(Objective(), Options);

        Assert.Equal(first, Train(Objective(), Options));
        Assert.NotEqual(first, Train(Objective(), Options, seed: 2));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(24)]
    public void Killed_it_goes_on_to_the_same_bits(int step) => TrainingChecks.GoesOnToTheSameBits(Objective, Options, _folder, step);

    [Fact]
    public void A_cancelled_step_leaves_nothing() => TrainingChecks.ACancelledStepLeavesNothing(Objective(), new TorchSharpEngine());

    [Fact]
    public void A_checkpoint_of_the_other_engine_is_refused()
    {
        TrainingOptions options = Options with { CheckpointPath = Path.Combine(_folder.FullName, "training.checkpoint"), Epochs = 1 };
        new Trainer(Objective(), options with { Engine = TrainingEngine.Managed }, seed: 1).Run();

        var exception = Assert.Throws<InvalidDataException>(() => new Trainer(Objective(), options, seed: 1).Run());

        Assert.Contains("engine", exception.Message);
    }

    [Fact]
    public void Steps_leave_no_tensor_behind()
    {
        ClassificationObjective objective = Objective();
        TrainingOptions options = Options with { AverageEpochs = 0 };
        new Trainer(objective, options, seed: 1).Run();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        new Trainer(objective, options with { Epochs = 40 }, seed: 1).Run();

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void It_computes_in_lower_precision()
    {
        ClassificationObjective objective = Objective();
        TrainingOptions options = Options with { Epochs = 20, Engine = new TorchSharpEngine { Precision = TorchPrecision.BFloat16 } };

        TrainingReport report = new Trainer(objective, options, seed: 1).Run();

        Assert.True(report.Epochs[^1].TrainingLoss < 0.8 * report.Epochs[0].TrainingLoss, $"{report.Epochs[^1].TrainingLoss}");
    }

    private static float[] Train(ClassificationObjective objective, TrainingOptions options, ulong seed = 1)
    {
        new Trainer(objective, options, seed).Run();
        return objective.Weights.Values.ToArray();
    }

    private static ClassificationObjective Objective() => RandomObjectives.Classes(
        RandomObjectives.Encoder(EncoderKind.Gru, new { Dropout = 0.1 }), seed: 31, epsilon: 0.3, horizon: 2, rows: Rows);
}
