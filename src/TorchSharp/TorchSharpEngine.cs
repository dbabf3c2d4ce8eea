using System.Globalization;
using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Torch;
using ContextMemory.MLNet.Torch.Learning;
using ContextMemory.MLNet.Torch.Native;

namespace ContextMemory.MLNet;

/// <summary>
/// Trains on libtorch, through TorchSharp: on CUDA, on another of its devices, or on the processor. The networks are those of the managed
/// engine, and so is the model that comes out: it is saved, scored and trained further without TorchSharp.
/// </summary>
/// <remarks>
/// <para>
/// The application must have a libtorch: the package TorchSharp-cpu, TorchSharp-cuda-linux or TorchSharp-cuda-windows of the version of TorchSharp.
/// </para>
/// <para>
/// Same seed, data, device and number of threads give the same model on the processor. They do not give the bits of the managed engine: sums are rounded otherwise, and other random numbers
/// decide dropout. <see cref="TrainingOptions.MaxMemoryMB"/> bounds the rows that are kept, and counts the gradients and the optimizer's state; it does
/// not count what libtorch keeps of a batch.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// new ContextMemoryClassifierOptions { Training = new() { Engine = new TorchSharpEngine { Device = "cuda:0" } } }
/// </code>
/// </example>
public sealed record TorchSharpEngine : TrainingEngine
{
    private int? _gpuDeviceId;
    private bool _fallbackToCpu;

    /// <summary>The device.</summary>
    /// <value>
    /// "cpu", "cuda", "cuda:N" with the number of a device, or "mps". The default null takes the CUDA device that <c>MLContext.GpuDeviceId</c> names, if it
    /// names one (the processor where that is not there and <c>MLContext.FallbackToCpu</c> is true), else the processor.
    /// </value>
    public string? Device { get; init; }

    /// <summary>In which numbers matrices are multiplied. Weights, sums, losses and the optimizer have single precision.</summary>
    /// <value>The default is <see cref="TorchPrecision.Float32"/>.</value>
    public TorchPrecision Precision { get; init; } = TorchPrecision.Float32;

    private WantedDevice Wanted => new(Device ?? WantedDevice.NameOf(_gpuDeviceId), FallsBack: Device is null && _fallbackToCpu);

    /// <inheritdoc/>
    public override string Name => Precision == TorchPrecision.Float32 ? "torchsharp" : $"torchsharp, {Precision.ToString().ToLower(CultureInfo.InvariantCulture)}";

    internal override TrainingEngine OnDevice(int? gpuDeviceId, bool fallbackToCpu) =>
        Device is null ? this with { _gpuDeviceId = gpuDeviceId, _fallbackToCpu = fallbackToCpu } : this;

    internal override void Validate(OptionFaults faults)
    {
        faults.Check(
            Device is null || WantedDevice.IsKnown(Device),
            nameof(Device),
            $"'{Device}'",
            "cpu, cuda, cuda:N, mps or null",
            "null takes the device of the MLContext");
        faults.Defined(nameof(Precision), Precision, "use Float32");
    }

    internal override ILearnerMemory Measure(IObjective objective, int batchSize, int threads, long bytesLeft) =>
        new TorchMemory(objective.Weights.Layout, threads);

    internal override ILearner CreateLearner(IObjective objective, LearnerOptions options, LearnerPlan plan)
    {
        Libtorch.EnsureLoaded();
        return TorchDevice.CreateLearner(Wanted, Precision, objective, options, plan.Threads);
    }

    internal override IScorer CreateScorer(NetworkSpec network, Weights weights)
    {
        Libtorch.EnsureLoaded();
        return TorchDevice.CreateScorer(Wanted, Precision, network, weights);
    }
}
