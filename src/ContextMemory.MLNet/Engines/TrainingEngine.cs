using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Engines.Managed;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet;

/// <summary>
/// Computes the steps of a training: forward, loss, backward, and the optimizer's update. A model is the same kind of model whatever engine
/// has trained it.
/// </summary>
/// <remarks>The package ContextMemory.MLNet.TorchSharp has a second one, for CUDA and other devices.</remarks>
public abstract record TrainingEngine
{
    internal TrainingEngine()
    {
    }

    /// <summary>The engine that computes on the processor, in managed code: the default.</summary>
    public static TrainingEngine Managed => ManagedEngine.Instance;

    /// <summary>What it is called in reports. It is a part of what identifies a training: an engine cannot go on where another one was interrupted.</summary>
    public abstract string Name { get; }

    /// <summary>This engine on the device that an <c>MLContext</c> names, unless it names one itself.</summary>
    /// <param name="gpuDeviceId">The number of a CUDA device; null where none is named.</param>
    /// <param name="fallbackToCpu">Whether the processor is used where that device is not there.</param>
    internal virtual TrainingEngine OnDevice(int? gpuDeviceId, bool fallbackToCpu) => this;

    /// <summary>Adds the faults of its options.</summary>
    internal virtual void Validate(OptionFaults faults)
    {
    }

    /// <summary>Measures what learning takes of memory, by learning from the longest examples once. The weights stay as they are.</summary>
    /// <param name="objective">What is to be learned.</param>
    /// <param name="batchSize">Examples of the largest batch.</param>
    /// <param name="threads">The most threads that may be used.</param>
    /// <param name="bytesLeft">What measuring may take; <see cref="long.MaxValue"/> where there is no bound.</param>
    internal abstract ILearnerMemory Measure(IObjective objective, int batchSize, int threads, long bytesLeft);

    /// <summary>Makes a learner that starts from the objective's weights.</summary>
    /// <param name="objective">What is to be learned.</param>
    /// <param name="options">How.</param>
    /// <param name="plan">One of those that <see cref="Measure"/> has found.</param>
    internal abstract ILearner CreateLearner(IObjective objective, LearnerOptions options, LearnerPlan plan);

    /// <summary>Brings a trained network to the engine's device.</summary>
    /// <param name="network">What is computed.</param>
    /// <param name="weights">Its parameters; what is changed in them later is not seen.</param>
    /// <returns>Null where the network's own layers compute.</returns>
    internal virtual IScorer? CreateScorer(NetworkSpec network, Weights weights) => null;
}
