namespace ContextMemory.MLNet.Cli.Output;

/// <summary>Whether two names are of one file.</summary>
internal static class SameFile
{
    /// <summary>
    /// Whether the paths are the same, or lead to the same file: by symbolic or hard links, by another case where that makes no
    /// difference. Of empty files only the paths are compared: there is nothing in them to lose.
    /// </summary>
    public static bool Are(string path, string other)
    {
        if (Path.GetFullPath(path) == Path.GetFullPath(other))
        {
            return true;
        }

        // The lengths rule out almost all pairs, and pipes, which block who opens them.
        if (Length(path) is not (> 0 and var length) || length != Length(other) || !CanLock(other))
        {
            return false;
        }

        // .NET tells apart what can be read by one and what all may read, by a lock of the file itself, whatever it is called.
        using FileStream? reader = Open(path, FileShare.Read);
        return reader is not null && !CanLock(other);
    }

    private static long? Length(string path) => File.Exists(path) ? TargetOf(new FileInfo(path)).Length : null;

    private static FileInfo TargetOf(FileInfo file) => file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;

    private static bool CanLock(string path)
    {
        using FileStream? file = Open(path, FileShare.None);
        return file is not null;
    }

    private static FileStream? Open(string path, FileShare share)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, share, bufferSize: 0);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
