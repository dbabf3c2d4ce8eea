using System.Globalization;
using System.Text;

namespace ContextMemory.MLNet.Persistence;

/// <summary>
/// Keeps a file to one owner, be it in this process or in another one. Beside the file stands one with ".lock" behind its name, which says
/// who the owner is. The operating system lets go of it when the owner dies: the next one takes over what it left.
/// </summary>
/// <remarks>
/// The owner has the lock file open for reading, shared with those who want to know who it is. Who wants to own it opens it for itself alone,
/// which succeeds where nobody has it open; writes its own name into it; and owns it if that still stands there once it is open for reading.
/// </remarks>
internal sealed class FileLock : IDisposable
{
    private const string Signature = "lock of ContextMemory.MLNet, ";
    private const int MostBytes = 4_096;

    // Others have it open for moments, while they try or look who has it.
    private const int Attempts = 10;
    private const int MillisecondsBetween = 20;

    private readonly string _path;
    private readonly FileStream _file;

    private FileLock(string path, FileStream file)
    {
        _path = path;
        _file = file;
    }

    /// <param name="path">The file; it need not be there.</param>
    /// <param name="subject">What messages call it.</param>
    /// <exception cref="IOException">It has an owner, who is named, or nothing can be written beside it.</exception>
    public static FileLock Take(string path, string subject)
    {
        string lockPath = AtomicFile.Target(path) + ".lock";
        string own = string.Create(
            CultureInfo.InvariantCulture,
            $"process {Environment.ProcessId} on machine '{Environment.MachineName}' since {DateTime.UtcNow:yyyy-MM-dd HH:mm:ss} UTC\n{Signature}{Guid.NewGuid():N}\n");
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                Write(lockPath, own);
                if (Open(lockPath, own) is { } file)
                {
                    return new FileLock(lockPath, file);
                }
            }
            catch (DirectoryNotFoundException exception)
            {
                throw AtomicFile.NoFolder(path, exception);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                if (attempt >= Attempts)
                {
                    throw Owner(lockPath) is { } owner
                        ? new IOException($"The {subject} '{path}' is in use by {owner}. Wait until that is done, or name another file.", exception)
                        : AtomicFile.CannotWrite(lockPath, exception);
                }
            }

            Thread.Sleep(MillisecondsBetween);
        }
    }

    public void Dispose()
    {
        try
        {
            // While it is still open: it might be another's afterwards.
            File.Delete(_path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // One without an owner does no harm.
        }

        _file.Dispose();
    }

    private static void Write(string lockPath, string own)
    {
        if (new FileInfo(lockPath).LinkTarget is { } target)
        {
            throw new InvalidDataException($"'{lockPath}' is a link to '{target}', which is not followed. Delete the link.");
        }

        using var file = new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        string before = Read(file);
        if (before != "" && !IsLock(before))
        {
            throw new InvalidDataException($"'{lockPath}' is not a lock of ContextMemory.MLNet. It was left as it is; move it, or name another file than the one beside it.");
        }

        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes(own));
    }

    private static FileStream? Open(string lockPath, string own)
    {
        var file = new FileStream(lockPath, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        if (Read(file) == own)
        {
            return file;
        }

        file.Dispose();
        return null;
    }

    private static string? Owner(string lockPath)
    {
        try
        {
            using var file = new FileStream(lockPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            string text = Read(file);
            return IsLock(text) ? text[..text.IndexOf('\n')] : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsLock(string text) =>
        text.StartsWith("process ", StringComparison.Ordinal) && text.Contains('\n' + Signature, StringComparison.Ordinal);

    private static string Read(FileStream file)
    {
        file.Position = 0;
        var bytes = new byte[MostBytes];
        return Encoding.UTF8.GetString(bytes, 0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false));
    }
}
