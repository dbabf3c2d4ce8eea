using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>
/// A file that is there whole or not at all: it is written under another name beside its place, and takes its place when it is
/// complete. Until then, and if anything fails, what was there before stays.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    private readonly string _path;
    private readonly string _target;
    private readonly string? _temporary;

    private AtomicFile(string path)
    {
        _path = path;
        _target = Target(path);

        // Devices and pipes are written to directly: nothing can take their place.
        _temporary = IsDevice(_target)
            ? null
            : Path.Combine(Path.GetDirectoryName(_target)!, $".{Path.GetFileName(_target)}.{Guid.NewGuid():N}");
        Stream = new FileStream(_temporary ?? _target, _temporary is null ? FileMode.Open : FileMode.CreateNew, FileAccess.Write);
    }

    public FileStream Stream { get; }

    /// <exception cref="FailureException">The file could not be written.</exception>
    public static AtomicFile Create(string path)
    {
        if (Directory.Exists(path))
        {
            throw new FailureException($"Cannot write '{path}': it is a folder. Give the name of a file.");
        }

        try
        {
            return new AtomicFile(path);
        }
        catch (DirectoryNotFoundException exception)
        {
            throw new FailureException($"Cannot write '{path}': there is no folder '{Path.GetDirectoryName(path)}'.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FailureException($"Cannot write '{path}': {exception.Message}", exception);
        }
    }

    /// <summary>To be told before work is done for it rather than after.</summary>
    /// <exception cref="FailureException">The file could not be written.</exception>
    public static void CheckWritable(string? path)
    {
        if (path is not null)
        {
            Create(path).Dispose();
        }
    }

    /// <exception cref="FailureException">The file cannot be written; what was there before still is.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        using AtomicFile file = Create(path);
        write(file.Stream);
        file.Commit();
    }

    /// <summary>Puts the file in its place.</summary>
    /// <exception cref="FailureException">That is not possible; what was there before still is.</exception>
    public void Commit()
    {
        try
        {
            Stream.Flush(flushToDisk: _temporary is not null);
            Stream.Dispose();
            if (_temporary is not null)
            {
                File.Move(_temporary, _target, overwrite: true);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new FailureException($"Cannot write '{_path}': {exception.Message}", exception);
        }
    }

    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        catch (IOException)
        {
            // No room for what was left to write. Nobody wants it: the file was not committed, and why is said elsewhere.
        }

        if (_temporary is not null)
        {
            // Gone already where it was committed.
            File.Delete(_temporary);
        }
    }

    // A link is kept and what it points to replaced.
    private static string Target(string path)
    {
        var file = new FileInfo(path);
        return IsDevice(file.FullName) || file.LinkTarget is null
            ? file.FullName
            : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    /// <summary>Whether it is a device, or a standard stream by its path. /dev/shm is a folder of files.</summary>
    public static bool IsDevice(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal);
}
