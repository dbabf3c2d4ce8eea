namespace ContextMemory.MLNet.Torch.Native;

/// <summary>What is said where TorchSharp cannot be used: what is wrong, and what to do.</summary>
internal static class LibtorchFaults
{
    /// <summary>There is no libtorch.</summary>
    public static string NoLibtorch(string application, string torchSharpVersion) =>
        $"TorchSharp needs libtorch, and '{application}' has no {NativeFiles.NameOf(NativeFiles.Libtorch)} for {NativeFiles.Platform}. "
        + $"Add {Packages(torchSharpVersion)} to the application. There are packages for linux-x64, win-x64 and osx-arm64.";

    /// <summary>The native part of TorchSharp is not where the managed part is.</summary>
    public static string NoTorchSharp(string application) =>
        $"'{application}' has no {NativeFiles.NameOf(NativeFiles.TorchSharp)} for {NativeFiles.Platform}, which the package TorchSharp brings. "
        + "Build or publish the application anew, and copy the whole folder.";

    /// <summary>The two are not made for one another; a libtorch without a version is one that does not say it.</summary>
    public static string OtherLibtorch(string torchSharpVersion, Version wanted, Version? found) =>
        $"TorchSharp {torchSharpVersion} works with libtorch {wanted}, and the application has {(found is null ? "one before 2.9" : $"libtorch {found}")}. "
        + $"Add {Packages(torchSharpVersion)} to the application.";

    /// <summary>A library is there and does not load; without a fit it is not known what it needs of the C++ library.</summary>
    public static string NotLoaded(LoadFault fault, VersionFit? fit, string application)
    {
        string remedy = fit switch
        {
            { Missing.Count: > 0, CanBeRepaired: true } =>
                $"Install the C++ library of GCC 13.2 or later (Debian 13 and Ubuntu 24.04 have it), or run 'cmem doctor --repair {application}'.",
            { Missing.Count: > 0 } => "Use a newer system: its C++ library must have these versions.",
            _ => "Build or publish the application anew, and copy the whole folder; what it names as missing must be installed.",
        };
        return $"'{fault.Path}' cannot be loaded: {fault.Reason}. {remedy}";
    }

    private static string Packages(string version) =>
        $"the package TorchSharp-cpu, or for CUDA TorchSharp-cuda-linux or TorchSharp-cuda-windows, version {version},";
}
