using System.Security.Cryptography;
using System.Text;

namespace ContextMemory.MLNet;

/// <summary>
/// A file that is there whole or not at all: it is written under another name beside its place, brought to disk, and takes its place when
/// it is complete. Until then, and if anything fails, what was there before stays, and nothing else is left. A program that reads the file
/// while it is written anew, such as a service that loads a model, sees the old one or the new one.
/// </summary>
/// <remarks>
/// A link is kept, and what it points to is written. Who may read the file stays as it was. Devices and pipes are written to directly.
/// </remarks>
/// <example>
/// <code>
/// AtomicFile.Write("model.zip", stream => context.Model.Save(model, data.Schema, stream));
/// </code>
/// </example>
public sealed class AtomicFile : IDisposable
{
    // The name beside its place has this many bytes more than the file's: what no other process guesses, and what it is.
    private const string Extension = ".new";
    private const int RandomLength = 32;
    private const int LongestName = 200;

    private readonly string _path;
    private readonly string _target;
    private readonly string? _temporary;

    private AtomicFile(string path)
    {
        _path = path;
        _target = Target(path);

        // Devices and pipes are written to directly: nothing can take their place.
        _temporary = IsDevice(_target) ? null : NameBeside(_target) + $"{Guid.NewGuid():N}{Extension}";

        // One that is there is never opened, so that a link that someone has put there is not followed.
        Stream = new FileStream(_temporary ?? _target, _temporary is null ? FileMode.Open : FileMode.CreateNew, FileAccess.Write);
        KeepMode();
    }

    /// <summary>What is written: it takes its place with <see cref="Commit"/>.</summary>
    public FileStream Stream { get; }

    /// <summary>Begins a file, which is given up where it is disposed without <see cref="Commit"/>.</summary>
    /// <param name="path">Its place; the folder must be there.</param>
    /// <exception cref="IOException">The file could not be written.</exception>
    public static AtomicFile Create(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw new IOException($"Cannot write '{path}': it is a folder. Give the name of a file.");
        }

        try
        {
            return new AtomicFile(path);
        }
        catch (DirectoryNotFoundException exception)
        {
            throw NoFolder(path, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CannotWrite(path, exception);
        }
    }

    /// <summary>Throws where the file could not be written, to be told before work is done for it rather than after; what is there stays.</summary>
    /// <param name="path">Its place; null is none, with which nothing is wrong.</param>
    /// <exception cref="IOException">The file could not be written.</exception>
    public static void CheckWritable(string? path)
    {
        if (path is not null)
        {
            Create(path).Dispose();
        }
    }

    /// <summary>Writes a whole file.</summary>
    /// <param name="path">Its place; the folder must be there.</param>
    /// <param name="write">Writes what it holds, from the beginning. Where it throws, what was there before stays.</param>
    /// <exception cref="IOException">The file cannot be written; what was there before still is.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        using AtomicFile file = Create(path);
        try
        {
            write(file.Stream);
        }
        catch (IOException exception)
        {
            throw CannotWrite(path, exception);
        }

        file.Commit();
    }

    /// <summary>Deletes what processes that were killed while they wrote the file have left beside it. None may be writing it.</summary>
    internal static void DeleteLeftovers(string path)
    {
        string beside = NameBeside(Target(path));
        int length = beside.Length + RandomLength + Extension.Length;
        foreach (string file in Directory.EnumerateFiles(Path.GetDirectoryName(beside)!))
        {
            if (file.Length == length
                && file.StartsWith(beside, StringComparison.Ordinal)
                && file.EndsWith(Extension, StringComparison.Ordinal)
                && Guid.TryParseExact(file.AsSpan(beside.Length, RandomLength), "N", out _))
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>Where a file really lies: a link is kept, and what it points to is written.</summary>
    internal static string Target(string path)
    {
        var file = new FileInfo(path);
        return IsDevice(file.FullName) || file.LinkTarget is null
            ? file.FullName
            : file.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
    }

    // Files in /dev/shm are files in memory.
    internal static bool IsDevice(string path) =>
        path.StartsWith("/dev/", StringComparison.Ordinal) && !path.StartsWith("/dev/shm/", StringComparison.Ordinal);

    internal static IOException NoFolder(string path, Exception cause) =>
        new($"Cannot write '{path}': there is no folder '{Path.GetDirectoryName(path)}'.", cause);

    internal static IOException CannotWrite(string path, Exception cause) => new($"Cannot write '{path}': {cause.Message}", cause);

    /// <summary>Puts the file in its place.</summary>
    /// <exception cref="IOException">That is not possible; what was there before still is.</exception>
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
            throw CannotWrite(_path, exception);
        }
    }

    /// <summary>Gives up a file that has not been put in its place.</summary>
    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        catch (IOException)
        {
            // There is no room for what was left to write, of a file that is given up.
        }
        finally
        {
            if (_temporary is not null)
            {
                // Gone already where it was committed.
                File.Delete(_temporary);
            }
        }
    }

    // Who may read a file does not change when it is written anew.
    private void KeepMode()
    {
        if (_temporary is not null && !OperatingSystem.IsWindows() && File.Exists(_target))
        {
            File.SetUnixFileMode(Stream.SafeFileHandle, File.GetUnixFileMode(_target));
        }
    }

    /// <summary>The beginning of the names under which a file is written. File systems allow names of 255 bytes.</summary>
    private static string NameBeside(string target)
    {
        string name = Path.GetFileName(target);
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        string known = bytes.Length <= LongestName ? name : Convert.ToHexString(SHA256.HashData(bytes));
        return Path.Combine(Path.GetDirectoryName(target)!, $".{known}.");
    }
}
