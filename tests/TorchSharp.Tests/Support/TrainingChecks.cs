using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Tasks.Classification;
using ContextMemory.MLNet.Training;

namespace ContextMemory.MLNet.TorchTests.Support;

/// <summary>What holds of every training on libtorch, whatever the encoder.</summary>
internal static class TrainingChecks
{
    /// <summary>A training that dies in a step, and goes on from its checkpoint, comes to the bits of one that does not.</summary>
    public static void GoesOnToTheSameBits(Func<ClassificationObjective> create, TrainingOptions options, DirectoryInfo folder, int step)
    {
        ClassificationObjective whole = create();
        new Trainer(whole, options, seed: 1).Run();
        options = options with { CheckpointPath = Path.Combine(folder.FullName, "training.checkpoint"), CheckpointMinutes = 0 };
        Assert.Throws<ArithmeticException>(() => new Trainer(create(), options with { Engine = new DyingEngine(step) }, seed: 1).Run());
        ClassificationObjective resumed = create();

        TrainingReport report = new Trainer(resumed, options, seed: 1).Run();

        Assert.Equal(step - 1, report.ResumedFromStep);
        Assert.Equal(whole.Weights.Values.ToArray(), resumed.Weights.Values.ToArray());
    }

    /// <summary>A step that is cancelled changes no value.</summary>
    public static void ACancelledStepLeavesNothing(ClassificationObjective objective, TrainingEngine engine)
    {
        float[] before = objective.Weights.Values.ToArray();
        using var cancellation = new CancellationTokenSource();
        var options = new LearnerOptions { BatchSize = 8, Seed = 1, WeightDecay = 0.01, GradientNorm = 1, CancellationToken = cancellation.Token };
        using ILearner learner = engine.CreateLearner(objective, options, engine.Measure(objective, 8, 1, long.MaxValue).Plans(8)[0]);
        cancellation.Cancel();

        Assert.Throws<OperationCanceledException>(() => learner.Step([0, 1, 2], rate: 0.1f));

        learner.Sync();
        Assert.Equal(0, learner.StepCount);
        Assert.Equal(before, objective.Weights.Values.ToArray());
    }
}
