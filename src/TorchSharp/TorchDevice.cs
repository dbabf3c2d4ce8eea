using System.Globalization;
using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Parameters;
using ContextMemory.MLNet.Torch.Learning;
using ContextMemory.MLNet.Torch.Scoring;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch;

/// <summary>What the engine makes on a device. Apart from the engine, whose code must run before libtorch is loaded.</summary>
internal static class TorchDevice
{
    /// <summary>Makes a learner on the device that is asked for.</summary>
    /// <param name="wanted">The device.</param>
    /// <param name="precision">In which products of matrices are computed.</param>
    /// <param name="objective">What is learned.</param>
    /// <param name="options">How.</param>
    /// <param name="threads">Threads of libtorch where the device is the processor.</param>
    /// <exception cref="InvalidOperationException">The device is not there.</exception>
    public static ILearner CreateLearner(WantedDevice wanted, TorchPrecision precision, IObjective objective, LearnerOptions options, int threads)
    {
        set_num_threads(threads);
        return new TorchLearner(objective, options, Find(wanted), TypeOf(precision));
    }

    /// <summary>Brings a trained network to the device that is asked for.</summary>
    /// <inheritdoc cref="CreateLearner"/>
    /// <param name="network">What is computed.</param>
    /// <param name="weights">Its parameters.</param>
    /// <param name="wanted"/>
    /// <param name="precision"/>
    public static IScorer CreateScorer(WantedDevice wanted, TorchPrecision precision, NetworkSpec network, Weights weights) =>
        new TorchScorer(network, weights, Find(wanted), TypeOf(precision));

    private static ScalarType TypeOf(TorchPrecision precision) => precision == TorchPrecision.BFloat16 ? ScalarType.BFloat16 : ScalarType.Float32;

    private static Device Find(WantedDevice wanted)
    {
        string? missing = wanted switch
        {
            { Name: WantedDevice.Mps } => mps_is_available() ? null : "libtorch finds no Metal on this machine",
            { CudaNumber: { } number } => MissingCuda(number),
            _ => null,
        };
        if (missing is not null && !wanted.FallsBack)
        {
            throw new InvalidOperationException(
                $"The device '{wanted.Name}' is not there: {missing}. Use 'cpu', or set MLContext.FallbackToCpu to true where the context names the device.");
        }

        Device found = device(missing is null ? wanted.Name : WantedDevice.Cpu);
        if (found.type == DeviceType.CPU)
        {
            FreedMemory.Keep();
        }

        return found;
    }

    private static string? MissingCuda(int number)
    {
        if (!cuda_is_available())
        {
            return "libtorch finds no CUDA. It needs an NVIDIA driver, and the package TorchSharp-cuda-linux or TorchSharp-cuda-windows in place of TorchSharp-cpu";
        }

        int count = cuda.device_count();
        return number < count ? null : string.Create(CultureInfo.InvariantCulture, $"the number must be below {count}");
    }
}
