using System.Reflection;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace ContextMemory.MLNet.Torch.Native;

/// <summary>Loads TorchSharp's native libraries, or says what is missing.</summary>
/// <remarks>
/// TorchSharp loads them too, at the first use of any of its types. Where that fails it writes a trace to the console, may copy libtorch from
/// the folder of packages to the application, half a gigabyte, and its types cannot be used any more. So none of them is touched before all is well.
/// </remarks>
internal static class Libtorch
{
    private static volatile bool _isLoaded;

    /// <summary>Makes sure that TorchSharp can be used. To be called before any of its types is.</summary>
    /// <exception cref="InvalidOperationException">A library is missing, does not fit or does not load; the message says what to do.</exception>
    public static void EnsureLoaded()
    {
        if (!_isLoaded)
        {
            Assembly torchSharp = typeof(Tensor).Assembly;
            var files = NativeFiles.OfProcess();
            nint libtorch = Load(NativeFiles.Libtorch, torchSharp, files, () => LibtorchFaults.NoLibtorch(files.Application, VersionOf(torchSharp)));
            CheckVersion(torchSharp, libtorch);
            Load(NativeFiles.TorchSharp, torchSharp, files, () => LibtorchFaults.NoTorchSharp(files.Application));
            _isLoaded = true;
        }
    }

    // By its name, as TorchSharp does it: an application may have loaded it from any place. The path serves to find out why it does not load.
    private static nint Load(string library, Assembly torchSharp, NativeFiles files, Func<string> missing)
    {
        if (NativeLibrary.TryLoad(library, torchSharp, searchPath: null, out nint handle))
        {
            return handle;
        }

        string path = files.Find(library) ?? throw new InvalidOperationException(missing());
        LoadFault? fault = LoadFault.Load(path, out handle);
        return fault is null ? handle : throw new InvalidOperationException(LibtorchFaults.NotLoaded(fault, VersionFit.Find(path), files.Application));
    }

    private static void CheckVersion(Assembly torchSharp, nint libtorch)
    {
        Version? found = LibtorchVersion.Of(libtorch);
        if (LibtorchVersion.WantedBy(torchSharp) is { } wanted && wanted != found)
        {
            throw new InvalidOperationException(LibtorchFaults.OtherLibtorch(VersionOf(torchSharp), wanted, found));
        }
    }

    private static string VersionOf(Assembly torchSharp) => torchSharp.GetName().Version!.ToString(3);
}
