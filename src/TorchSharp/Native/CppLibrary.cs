using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Torch.Native;

/// <summary>The C++ library of GCC that the loader of this machine finds.</summary>
internal static class CppLibrary
{
    /// <summary>The name under which libraries ask for it.</summary>
    public const string Name = "libstdc++.so.6";

    private const string VersionPrefix = "GLIBCXX_";

    /// <summary>The newest of some versions, which says how new a C++ library is, such as GLIBCXX_3.4.30; null where there is none.</summary>
    public static string? Newest(IEnumerable<string> versions) => versions
        .Where(version => version.StartsWith(VersionPrefix, StringComparison.Ordinal))
        .MaxBy(version => Version.TryParse(version[VersionPrefix.Length..], out Version? number) ? number : null);

    /// <summary>Where it is; null where there is none, as on Windows and macOS.</summary>
    public static string? FindPath()
    {
        // Only the loader knows where it looks: it is asked for the library, and the kernel for what it has found.
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad(Name, out _))
        {
            return null;
        }

        const int fieldsBeforePath = 5;
        return File.ReadLines("/proc/self/maps")
            .Select(line => line.Split(' ', fieldsBeforePath + 1, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(fields => fields.Length > fieldsBeforePath)
            .Select(fields => fields[fieldsBeforePath])
            .FirstOrDefault(path => Path.GetFileName(path).StartsWith(Name, StringComparison.Ordinal) && File.Exists(path));
    }
}
