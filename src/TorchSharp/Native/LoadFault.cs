using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Torch.Native;

/// <summary>Why a native library does not load.</summary>
/// <param name="Path">The library's file.</param>
/// <param name="Reason">What the loader says.</param>
internal sealed record LoadFault(string Path, string Reason)
{
    /// <summary>Loads a library.</summary>
    /// <param name="path">The library's file.</param>
    /// <param name="handle">The library; zero where there is a fault.</param>
    /// <returns>Null where it is loaded.</returns>
    public static LoadFault? Load(string path, out nint handle)
    {
        try
        {
            handle = NativeLibrary.Load(path);
            return null;
        }
        catch (Exception exception) when (exception is DllNotFoundException or BadImageFormatException)
        {
            handle = 0;
            return new LoadFault(path, ReasonIn(exception.Message));
        }
    }

    // On Linux and macOS the first line is advice on how to find out what the lines after it say.
    private static string ReasonIn(string message)
    {
        string[] lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return string.Join("; ", lines.Skip(lines.Length > 1 ? 1 : 0)).TrimEnd('.');
    }
}
