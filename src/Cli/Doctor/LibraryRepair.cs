using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Torch.Native;

namespace ContextMemory.MLNet.Cli.Doctor;

/// <summary>Makes TorchSharp's Linux library of an application load with an older C++ library.</summary>
internal static class LibraryRepair
{
    /// <summary>What the name of the original ends with.</summary>
    public const string OriginalEnding = ".original";

    /// <returns>What was done.</returns>
    /// <exception cref="FailureException">The library is not there, or makes use of what the C++ library does not have.</exception>
    public static string Repair(string folder)
    {
        var files = NativeFiles.Of(folder);
        string path = files.Find(NativeFiles.TorchSharp) ?? throw new FailureException(LibtorchFaults.NoTorchSharp(files.Application));
        if (CppLibrary.FindPath() is not { } cppLibrary)
        {
            return $"Nothing to repair: {CppLibrary.Name} is not asked for here.";
        }

        var fit = new VersionFit(SharedLibrary.Read(path), SharedLibrary.Read(cppLibrary));
        string missing = string.Join(", ", fit.Missing.Select(need => need.Version));
        if (missing.Length == 0)
        {
            return $"Nothing to repair: {cppLibrary} has all that '{path}' needs.";
        }

        if (!fit.CanBeRepaired)
        {
            throw new FailureException($"Cannot repair '{path}': it calls functions of {missing}, which {cppLibrary} does not have. Use a newer system.");
        }

        Replace(path, fit.Repaired());
        return $"Repaired '{path}': it no longer asks for {missing}. The original is '{path}{OriginalEnding}'.";
    }

    // The file may be a link to that of the folder of packages, which must stay as it is: it is renamed, not written.
    private static void Replace(string path, byte[] library)
    {
        string repaired = $"{path}.repaired";
        AtomicFile.Write(repaired, stream => stream.Write(library));
        File.Move(path, path + OriginalEnding, overwrite: true);
        File.Move(repaired, path);
    }
}
