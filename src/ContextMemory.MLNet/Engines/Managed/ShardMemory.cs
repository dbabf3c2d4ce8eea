namespace ContextMemory.MLNet.Engines.Managed;

/// <summary>What learning from one shard takes, in bytes.</summary>
/// <param name="Layers">What a worker's layers keep at a time.</param>
/// <param name="Gradients">The gradients.</param>
/// <param name="Learner">What the shard keeps for itself.</param>
internal readonly record struct ShardMemory(long Layers, long Gradients, long Learner);
