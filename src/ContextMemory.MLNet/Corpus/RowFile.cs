using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ContextMemory.MLNet.Corpus;

/// <summary>A temporary file of integers, which is gone when the process is. May be read from many threads at once.</summary>
internal sealed class RowFile : IDisposable
{
    private readonly SafeFileHandle _file;
    private long _end;

    /// <exception cref="IOException">No file can be made in the folder.</exception>
    public RowFile(string folder)
    {
        string path = Path.Combine(folder, $"context-memory-rows-{Guid.NewGuid():N}");
        try
        {
            _file = File.OpenHandle(
                path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None | FileShare.Delete, FileOptions.DeleteOnClose | FileOptions.RandomAccess);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(folder, exception);
        }

        Folder = folder;
        if (!OperatingSystem.IsWindows())
        {
            // Windows deletes the file of a process that was killed; elsewhere only one without a name is sure to go.
            File.Delete(path);
        }
    }

    private string Folder { get; }

    /// <summary>Adds integers, and tells where they begin.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public long Add(ReadOnlySpan<int> integers)
    {
        long start = _end;
        try
        {
            RandomAccess.Write(_file, MemoryMarshal.AsBytes(integers), start);
        }
        catch (IOException exception)
        {
            throw Unwritable(Folder, exception);
        }

        _end += (long)integers.Length * sizeof(int);
        return start;
    }

    public int[] Read(long start, int count)
    {
        var integers = new int[count];
        Span<byte> bytes = MemoryMarshal.AsBytes(integers.AsSpan());
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(_file, bytes, start);
            if (read == 0)
            {
                throw new EndOfStreamException("The temporary file of the training rows has become shorter.");
            }

            bytes = bytes[read..];
            start += read;
        }

        return integers;
    }

    public void Dispose() => _file.Dispose();

    private static IOException Unwritable(string folder, Exception cause) => new(
        $"The rows for which {nameof(TrainingOptions)}.{nameof(TrainingOptions.MaxMemoryMB)} does not suffice cannot be written to the folder '{folder}': " +
        $"{cause.Message} Name another folder for temporary files (MLContext.TempFilePath, or the environment variable TMPDIR), or allow more memory.",
        cause);
}
