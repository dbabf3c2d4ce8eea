using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Microsoft.ML;

namespace ContextMemory.MLNet.Cli.Doctor;

/// <summary>What the managed engine finds on this machine.</summary>
internal static class MachineReport
{
    private static readonly (string Name, bool IsSupported)[] Features =
    [
        ("AVX-512", Avx512F.IsSupported),
        ("AVX2", Avx2.IsSupported),
        ("FMA", Fma.IsSupported),
        ("AdvSimd", AdvSimd.IsSupported),
    ];

    public static (string Name, string Value)[] Lines() =>
    [
        ("cmem", VersionOf(typeof(MachineReport).Assembly)),
        ("runtime", $"{RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}"),
        ("ML.NET", VersionOf(typeof(MLContext).Assembly)),
        ("processors", $"{Environment.ProcessorCount}"),
        ("vector instructions", string.Join(", ", Features.Where(feature => feature.IsSupported).Select(feature => feature.Name).DefaultIfEmpty("none"))),
        ("kernel", $"{ComputeKernel.Name} (of {string.Join(", ", ComputeKernel.Available)})"),
    ];

    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
