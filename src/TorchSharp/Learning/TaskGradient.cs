using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Torch.Layers;

namespace ContextMemory.MLNet.Torch.Learning;

/// <summary>The gradient of a task's loss: forward, loss and backward of the network that a task describes.</summary>
internal abstract class TaskGradient : IDisposable
{
    /// <summary>Builds the network of an objective.</summary>
    /// <param name="pass">Has the parameters.</param>
    /// <param name="network">What is computed.</param>
    public static TaskGradient Of(Pass pass, NetworkSpec network) => network.Loss.Kind switch
    {
        LossKind.CrossEntropy or LossKind.BinaryCrossEntropy => new ClassificationGradient(pass, network),
        LossKind.TokenPrediction => new TokenPredictionGradient(pass, network),
        LossKind.TagSequence => new TagGradient(pass, network),
        LossKind.ListCrossEntropy => new SummaryGradient(pass, network),
        _ => throw new NotSupportedException($"The TorchSharp engine has no loss of the kind {network.Loss.Kind}."),
    };

    /// <summary>Adds the gradient of the sum of a batch's losses, times a scale, to those of the parameters, and returns the sum.</summary>
    public abstract double Learn(ExampleBatch batch, double scale);

    public abstract void Dispose();
}
