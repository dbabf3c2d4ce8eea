using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Engines;

/// <summary>What an engine is to learn: weights, and examples with a loss.</summary>
internal interface IObjective
{
    /// <summary>Examples of ordinary length that are worth a shard of their own.</summary>
    const int UsualExamplesPerShard = 8;

    /// <summary>What the network computes, and what it learns.</summary>
    NetworkSpec Network { get; }

    /// <summary>Where the learner starts, and where <see cref="ILearner.Sync"/> leaves what it has learned.</summary>
    Weights Weights { get; }

    /// <summary>Number of examples.</summary>
    int ExampleCount { get; }

    /// <summary>The most tokens of an example of which the layers keep something at a time.</summary>
    int SegmentLength { get; }

    /// <summary>How many examples are worth a shard of their own: fewer of long ones. The same for any number of threads.</summary>
    int ExamplesPerShard { get; }

    /// <summary>Tokens of an example.</summary>
    int TokenCount(int example);

    /// <summary>How much an example counts in the mean loss: how many targets it has, or the weight of its one target.</summary>
    double TargetCount(int example);

    /// <summary>Makes an empty batch. An engine may keep several, and fill them side by side.</summary>
    ExampleBatch CreateBatch();
}
