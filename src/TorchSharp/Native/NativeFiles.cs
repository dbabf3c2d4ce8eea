using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Torch.Native;

/// <summary>The native libraries of TorchSharp and of libtorch that an application has.</summary>
internal sealed class NativeFiles
{
    /// <summary>What the package TorchSharp brings: its functions over those of libtorch.</summary>
    public const string TorchSharp = "LibTorchSharp";

    /// <summary>What every package of libtorch brings.</summary>
    public const string Libtorch = "torch_cpu";

    /// <summary>What those for CUDA bring beside it.</summary>
    public const string Cuda = "torch_cuda";

    private readonly string[] _folders;

    private NativeFiles(string application, string[] folders)
    {
        Application = Path.TrimEndingDirectorySeparator(application);
        _folders = folders;
    }

    /// <summary>The platform as packages call it, such as linux-x64.</summary>
    public static string Platform { get; } =
        (OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux") + "-" + RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();

    /// <summary>The folder of the application.</summary>
    public string Application { get; }

    /// <summary>Those in the folder of an application that was built or published.</summary>
    public static NativeFiles Of(string application)
    {
        string folder = Path.GetFullPath(application);
        return new NativeFiles(folder, [folder, Path.Combine(folder, "runtimes", Platform, "native")]);
    }

    /// <summary>Those that this process finds by their names.</summary>
    public static NativeFiles OfProcess()
    {
        string listed = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        return new NativeFiles(
            AppContext.BaseDirectory,
            [.. listed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), AppContext.BaseDirectory]);
    }

    /// <summary>The name of a library's file on this platform.</summary>
    public static string NameOf(string library) =>
        OperatingSystem.IsWindows() ? $"{library}.dll" : OperatingSystem.IsMacOS() ? $"lib{library}.dylib" : $"lib{library}.so";

    /// <summary>The path of a library; null where the application does not have it.</summary>
    public string? Find(string library) => _folders.Select(folder => Path.Combine(folder, NameOf(library))).FirstOrDefault(File.Exists);
}
