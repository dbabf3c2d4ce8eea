using System.Reflection;
using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Torch.Native;

/// <summary>Loads the native libraries of TorchSharp in their order, and finds out why they do not load.</summary>
/// <param name="files">The libraries.</param>
/// <param name="torchSharp">The assembly TorchSharp. None of its code runs.</param>
internal sealed class LibtorchLoader(NativeFiles files, Assembly torchSharp)
{
    /// <summary>
    /// Whether libraries are looked for by their names first, as TorchSharp does it: a program may have loaded them from any place. Their paths then
    /// serve to find out why they do not load.
    /// </summary>
    public bool ByName { get; init; }

    private string TorchSharpVersion => torchSharp.GetName().Version!.ToString(3);

    /// <summary>Loads them.</summary>
    /// <exception cref="InvalidOperationException">A library is missing, does not fit or does not load; the message says what to do.</exception>
    public void Load()
    {
        nint libtorch = Load(NativeFiles.Libtorch, () => LibtorchFaults.NoLibtorch(files.Application, TorchSharpVersion));
        Version? found = LibtorchVersion.Of(libtorch);
        if (LibtorchVersion.WantedBy(torchSharp) is { } wanted && wanted != found)
        {
            throw new InvalidOperationException(LibtorchFaults.OtherLibtorch(TorchSharpVersion, wanted, found));
        }

        Load(NativeFiles.TorchSharp, () => LibtorchFaults.NoTorchSharp(files.Application));
    }

    private nint Load(string library, Func<string> missing)
    {
        if (ByName && NativeLibrary.TryLoad(library, torchSharp, searchPath: null, out nint handle))
        {
            return handle;
        }

        string path = files.Find(library) ?? throw new InvalidOperationException(missing());
        LoadFault? fault = LoadFault.Load(path, out handle);
        return fault is null ? handle : throw new InvalidOperationException(LibtorchFaults.NotLoaded(fault, VersionFit.Find(path), files.Application));
    }
}
