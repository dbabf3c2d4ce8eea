using Microsoft.Win32.SafeHandles;

namespace ContextMemory.MLNet.Persistence.Tensors;

/// <summary>A large file that is read by offset, never whole. Several threads may read it.</summary>
internal sealed class DataFile : IDisposable
{
    private const int PointerLength = 1_024;

    private readonly SafeFileHandle _handle;

    private DataFile(string path, SafeFileHandle handle, long length)
    {
        Path = path;
        _handle = handle;
        Length = length;
    }

    private static ReadOnlySpan<byte> PointerStart => "version https://git-lfs"u8;

    public string Path { get; }

    /// <summary>Its name in messages.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>Bytes of the file when it was opened.</summary>
    public long Length { get; }

    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="InvalidDataException">It is a pointer of Git LFS, or no file that can be read by offset.</exception>
    public static DataFile Open(string path)
    {
        SafeFileHandle handle = OpenHandle(path);
        try
        {
            var file = new DataFile(path, handle, RandomAccess.GetLength(handle));
            file.RefusePointer();
            return file;
        }
        catch (NotSupportedException exception)
        {
            handle.Dispose();
            throw new InvalidDataException($"'{path}' does not support random access. Copy it to a disk.", exception);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Fills the span with what stands at an offset.</summary>
    /// <exception cref="InvalidDataException">The file has become shorter.</exception>
    public void Read(long offset, Span<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int read = RandomAccess.Read(_handle, bytes, offset);
            if (read == 0)
            {
                throw new InvalidDataException($"'{Path}' ends at byte {offset}, where more was announced. Copy or download it again.");
            }

            offset += read;
            bytes = bytes[read..];
        }
    }

    public InvalidDataException Fault(string what) => new($"'{Path}': {what}");

    public void Dispose() => _handle.Dispose();

    private static SafeFileHandle OpenHandle(string path)
    {
        try
        {
            return File.OpenHandle(path, options: FileOptions.RandomAccess);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new IOException($"Cannot read '{path}': {exception.Message}", exception);
        }
    }

    private void RefusePointer()
    {
        Span<byte> start = stackalloc byte[PointerStart.Length];
        if (Length >= start.Length && Length <= PointerLength)
        {
            Read(0, start);
            if (start.SequenceEqual(PointerStart))
            {
                throw Fault("this is a pointer of Git LFS, not the file itself. Run 'git lfs pull', or download the file.");
            }
        }
    }
}
