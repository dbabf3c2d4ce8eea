using System.Collections;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ContextMemory.MLNet.Tasks;

/// <summary>
/// Documents as token codes. Those for which the room suffices are kept in memory, those after them in a temporary file. What is read
/// is the same either way, and may be read from many threads at once when all have been added.
/// </summary>
internal sealed class DocumentStore(MemoryRoom room) : IReadOnlyList<int[]>, IDisposable
{
    // Of an array beside its values, and of what refers to it.
    private const int BytesPerDocument = 32;

    private readonly List<int[]> _kept = [];
    private readonly List<long> _ends = [];
    private SafeFileHandle? _file;

    public int Count => _kept.Count + _ends.Count;

    /// <summary>Documents in the file.</summary>
    public int OnDisk => _ends.Count;

    public int[] this[int index] => index < _kept.Count ? _kept[index] : Read(index - _kept.Count);

    public void Add(int[] codes)
    {
        if (_file is null && room.Take(BytesPerDocument + (long)codes.Length * sizeof(int)))
        {
            _kept.Add(codes);
            return;
        }

        _file ??= Open();
        long start = _ends.Count == 0 ? 0 : _ends[^1];
        RandomAccess.Write(_file, MemoryMarshal.AsBytes(codes.AsSpan()), start);
        _ends.Add(start + (long)codes.Length * sizeof(int));
    }

    public IEnumerator<int[]> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose() => _file?.Dispose();

    private static SafeFileHandle Open()
    {
        string path = Path.Combine(Path.GetTempPath(), $"context-memory-rows-{Guid.NewGuid():N}");
        SafeFileHandle file = File.OpenHandle(
            path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None | FileShare.Delete, FileOptions.DeleteOnClose | FileOptions.RandomAccess);
        if (!OperatingSystem.IsWindows())
        {
            // Windows deletes the file of a process that was killed; elsewhere only one without a name is sure to go.
            File.Delete(path);
        }

        return file;
    }

    private int[] Read(int index)
    {
        long start = index == 0 ? 0 : _ends[index - 1];
        var codes = new int[(_ends[index] - start) / sizeof(int)];
        Span<byte> bytes = MemoryMarshal.AsBytes(codes.AsSpan());
        while (bytes.Length > 0)
        {
            int read = RandomAccess.Read(_file!, bytes, start);
            if (read == 0)
            {
                throw new EndOfStreamException("The temporary file of the training rows has become shorter.");
            }

            bytes = bytes[read..];
            start += read;
        }

        return codes;
    }
}
