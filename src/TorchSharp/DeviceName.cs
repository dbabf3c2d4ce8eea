using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch;

/// <summary>The names of devices: cpu, cuda, cuda:N, mps.</summary>
internal static class DeviceName
{
    private const string Cpu = "cpu";
    private const string Cuda = "cuda";
    private const string Mps = "mps";

    public static bool IsKnown(string name) => name is Cpu or Cuda or Mps || CudaNumber(name) is not null;

    /// <summary>The device that a context names by the number of a CUDA device; the processor where it names none.</summary>
    public static string Of(int? gpuDeviceId) =>
        gpuDeviceId is { } number ? string.Create(CultureInfo.InvariantCulture, $"{Cuda}:{number}") : Cpu;

    /// <summary>The device of a name.</summary>
    /// <param name="name">A known one.</param>
    /// <param name="fallsBack">Whether it is the processor where the device is not there.</param>
    /// <exception cref="InvalidOperationException">The device is not there.</exception>
    public static Device Find(string name, bool fallsBack)
    {
        string? missing = name switch
        {
            Cpu => null,
            Mps => mps_is_available() ? null : "libtorch finds no Metal on this machine",
            _ => MissingCuda(CudaNumber(name) ?? 0),
        };
        return missing is null || fallsBack
            ? device(missing is null ? name : Cpu)
            : throw new InvalidOperationException(
                $"The device '{name}' is not there: {missing}. Use 'cpu', or set MLContext.FallbackToCpu to true where the context names the device.");
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

    private static int? CudaNumber(string name) =>
        name.StartsWith($"{Cuda}:", StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(Cuda.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
}
