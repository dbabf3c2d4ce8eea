using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Numerics;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Tasks.Encoding;
using ContextMemory.MLNet.TorchTests.Support;
using ContextMemory.MLNet.Training;
using TorchSharp;

namespace ContextMemory.MLNet.TorchTests.Modules;

/// <summary>A module with dropout, a fixed matrix and buffers in the training loop; texts have several segments.</summary>
public sealed class ModuleTrainingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("torch-module-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    private static TrainingOptions Options => new()
    {
        Engine = TestDevice.Engine,
        BatchSize = 8,
        Epochs = 4,
        Threads = 1,
        LearningRate = 0.01,
    };

    [Fact]
    public void It_learns()
    {
        TrainingReport report = new Trainer(Objective(), Options with { Epochs = 30 }, seed: 1).Run();

        Assert.True(report.Epochs[^1].TrainingLoss < 0.9 * report.Epochs[0].TrainingLoss, $"{report.Epochs[0].TrainingLoss} {report.Epochs[^1].TrainingLoss}");
    }

    [Fact]
    public void A_step_changes_the_module_and_the_embedding_but_not_what_is_fixed()
    {
        ClassificationObjective objective = Objective();
        Dictionary<string, float[]> before = Values(objective.Weights);

        new Trainer(objective, Options with { Epochs = 1 }, seed: 1).Run();

        string[] same = ["_fixed.weight", "scale"];
        Assert.All(Values(objective.Weights), value =>
        {
            if (same.Any(name => value.Key.EndsWith(name, StringComparison.Ordinal)))
            {
                Assert.Equal(before[value.Key], value.Value);
            }
            else
            {
                Assert.NotEqual(before[value.Key], value.Value);
            }
        });
    }

    [Fact]
    public void Buffers_of_single_precision_are_kept_and_others_are_not()
    {
        ClassificationObjective objective = Objective();
        string[] names = [.. objective.Weights.Layout.Parameters.Select(parameter => parameter.Name)];
        float before = Values(objective.Weights)["encoder.seen"][0];
        Assert.DoesNotContain("encoder.count", names);

        new Trainer(objective, Options with { Epochs = 1, AverageEpochs = 0 }, seed: 1).Run();

        // How often it has read is a whole number.
        float reads = Values(objective.Weights)["encoder.seen"][0] - before;
        Assert.True(reads >= 6 && Math.Abs(reads - MathF.Round(reads)) < 1e-3, $"{reads}");
    }

    [Fact]
    public void Same_seed_gives_the_same_start_and_the_same_bits()
    {
        float[] first = Train(Objective(), Options);
        torch.random.manual_seed(77).Dispose();

        Assert.Equal(first, Train(Objective(), Options));
        Assert.NotEqual(first, Train(Objective(), Options, seed: 2));
        Assert.Equal(Start(seed: 5), Start(seed: 5));
        Assert.NotEqual(Start(seed: 5), Start(seed: 6));

        static float[] Start(ulong seed)
        {
            var model = new EncodingModel(RandomObjectives.Coder(), TestModules.Encoder(() => new TestModules.Mean()), Kernels.Current);
            model.Weights.Initialize(seed);
            return model.Weights.Values.ToArray();
        }
    }

    [Fact]
    public void Trainings_side_by_side_do_not_disturb_each_other()
    {
        float[] alone = Train(Objective(), Options);

        float[][] beside = [.. ParallelEnumerable.Range(0, 3).WithDegreeOfParallelism(3).Select(_ => Train(Objective(), Options))];

        Assert.All(beside, weights => Assert.Equal(alone, weights));
    }

    [Fact]
    public void First_values_are_those_of_the_constructor()
    {
        var model = new EncodingModel(
            RandomObjectives.Coder(),
            TestModules.Encoder(() =>
            {
                var linear = (TorchSharp.Modules.Linear)torch.nn.Linear(TestModules.Inputs, TestModules.Outputs);
                torch.nn.init.constant_(linear.weight, 0.5);
                return linear;
            }),
            Kernels.Current);

        model.Weights.Initialize(1);

        Assert.All(Values(model.Weights)["encoder.weight"], value => Assert.Equal(0.5f, value));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    public void Killed_it_goes_on_to_the_same_bits(int step) => TrainingChecks.GoesOnToTheSameBits(Objective, Options, _folder, step);

    [Fact]
    public void A_cancelled_step_leaves_nothing() => TrainingChecks.ACancelledStepLeavesNothing(Objective(), TestDevice.Engine);

    [Fact]
    public void Steps_leave_no_tensor_behind()
    {
        ClassificationObjective objective = Objective();
        new Trainer(objective, Options, seed: 1).Run();
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        new Trainer(objective, Options with { Epochs = 40 }, seed: 1).Run();

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Predictions_leave_no_tensor_behind()
    {
        var random = new RandomStream(5);
        var model = new EncodingModel(RandomObjectives.Coder(), TestModules.Encoder(() => new TestModules.Mean()), Kernels.Current);
        model.Weights.Initialize(1);
        int[][] documents = [RandomObjectives.Codes(random, model.Coder, longest: 40)];
        var results = new float[model.ResultSize];
        model.Run(documents, results);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        for (int i = 0; i < 300; i++)
        {
            model.Run(documents, results);
        }

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static Dictionary<string, float[]> Values(Weights weights) =>
        weights.Layout.Parameters.ToDictionary(parameter => parameter.Name, parameter => weights[parameter].Span.ToArray());

    private static float[] Train(ClassificationObjective objective, TrainingOptions options, ulong seed = 1)
    {
        new Trainer(objective, options, seed).Run();
        return objective.Weights.Values.ToArray();
    }

    private static ClassificationObjective Objective() =>
        RandomObjectives.Classes(TestModules.Encoder(() => new TestModules.Mean()), seed: 31, epsilon: 0.3, horizon: 2, rows: 48);
}
