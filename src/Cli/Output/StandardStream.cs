
namespace ContextMemory.MLNet.Cli.Output;

/// <summary>Standard input or output in place of a file.</summary>
internal static class StandardStream
{
    /// <summary>What is written for it on the command line.</summary>
    public const string Name = "-";

    /// <summary>The file that standard input is redirected from; null where it is none, or that cannot be told.</summary>
    public static string? InputFile => FileOf("/dev/stdin");

    /// <summary>The file that standard output is redirected to; null where it is none, or that cannot be told.</summary>
    public static string? OutputFile => FileOf("/dev/stdout");

    /// <summary>Whether a path is that of a device or a pipe. Files in /dev/shm are files in memory.</summary>
    public static bool IsDevice(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal);

    private static string? FileOf(string device)
    {
        try
        {
            return File.ResolveLinkTarget(device, returnFinalTarget: true) is FileInfo { Exists: true } file && !IsDevice(file.FullName)
                ? file.FullName
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
