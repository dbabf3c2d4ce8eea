using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Engines.Managed;

/// <summary>The engine that computes on the processor, in managed code.</summary>
internal sealed record ManagedEngine : TrainingEngine
{
    private ManagedEngine()
    {
    }

    public static ManagedEngine Instance { get; } = new();

    public override string Name => "managed";

    internal override ILearnerMemory Measure(IObjective objective, int batchSize, int threads, long bytesLeft) =>
        ManagedMemory.Measure(objective, batchSize, threads, bytesLeft, examples => MeasureShard((IManagedObjective)objective, examples));

    internal override ILearner CreateLearner(IObjective objective, LearnerOptions options, LearnerPlan plan) =>
        new ManagedLearner((IManagedObjective)objective, options, (ManagedPlan)plan);

    /// <summary>What a shard of these examples takes of memory: found by learning from it once. The weights stay as they are.</summary>
    public static ShardMemory MeasureShard(IManagedObjective objective, ReadOnlySpan<int> examples)
    {
        var pass = new Pass(objective.Weights);
        var gradients = new Gradients(objective.Weights.Layout);
        ShardLearner learner = objective.CreateLearner();
        pass.StartLearning(gradients, seed: 0, step: 0, shard: 0);
        learner.Batch.Fill(examples, pass.Random);
        learner.Learn(pass, scale: 1);
        return new ShardMemory(pass.Arena.MostUsed * sizeof(float), gradients.Size, learner.Size);
    }
}
