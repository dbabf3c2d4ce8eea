namespace ContextMemory.MLNet.Engines.Managed;

/// <summary>An objective whose forward and backward pass the managed engine has layers for.</summary>
internal interface IManagedObjective : IObjective
{
    /// <summary>Makes what one shard needs, with a batch of its own.</summary>
    ShardLearner CreateLearner();
}
