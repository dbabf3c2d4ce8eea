using ContextMemory.MLNet.Persistence;

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

    private static string? FileOf(string device)
    {
        try
        {
            return File.ResolveLinkTarget(device, returnFinalTarget: true) is FileInfo { Exists: true } file && !AtomicFile.IsDevice(file.FullName)
                ? file.FullName
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
