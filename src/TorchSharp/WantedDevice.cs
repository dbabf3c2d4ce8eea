using System.Globalization;

namespace ContextMemory.MLNet.Torch;

/// <summary>The device that is asked for. It is looked for when libtorch is loaded.</summary>
/// <param name="Name">cpu, cuda, cuda:N or mps.</param>
/// <param name="FallsBack">Whether the processor is taken where the device is not there.</param>
internal sealed record WantedDevice(string Name, bool FallsBack)
{
    public const string Cpu = "cpu";
    public const string Mps = "mps";
    private const string Cuda = "cuda";

    /// <summary>The number of a CUDA device, the first where the name has none; null for others.</summary>
    public int? CudaNumber => Name == Cuda ? 0 : NumberIn(Name);

    public static bool IsKnown(string name) => name is Cpu or Cuda or Mps || NumberIn(name) is not null;

    /// <summary>The name of the device that a context names by the number of a CUDA device; the processor where it names none.</summary>
    public static string NameOf(int? gpuDeviceId) =>
        gpuDeviceId is { } number ? string.Create(CultureInfo.InvariantCulture, $"{Cuda}:{number}") : Cpu;

    private static int? NumberIn(string name) =>
        name.StartsWith($"{Cuda}:", StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(Cuda.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;
}
