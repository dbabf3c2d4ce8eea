using ContextMemory.MLNet.Cli.Errors;
using Parquet;
using Parquet.Meta;
using Parquet.Schema;
using Parquet.Serialization;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>A Parquet file, read a row group at a time. Values of lists and structures are read too.</summary>
internal sealed class ParquetFile : IDisposable
{
    // Columns of bytes without a note of what they are mean text, as older writers left them.
    private static readonly ParquetOptions Options = new() { TreatByteArrayAsString = true, UseDateOnlyTypeForDates = true };

    private readonly Stream _file;
    private readonly string _path;
    private readonly ParquetReader _reader;

    static ParquetFile() => ParquetOptions.PreferUntypedString = true;

    private ParquetFile(Stream file, string path, ParquetReader reader)
    {
        _file = file;
        _path = path;
        _reader = reader;
    }

    /// <summary>The columns, in their order.</summary>
    public IReadOnlyList<Field> Columns => _reader.Schema.Fields;

    /// <summary>The bytes of the file.</summary>
    public long Length => _file.Length;

    /// <summary>How many rows each group has.</summary>
    public IReadOnlyList<long> GroupRows => [.. _reader.Metadata!.RowGroups.Select((RowGroup group) => group.NumRows)];

    public static bool Is(string path) => Path.GetExtension(path).Equals(".parquet", StringComparison.OrdinalIgnoreCase);

    /// <param name="file">The file, from which any place can be read; it is closed with this.</param>
    /// <param name="path">Its name in messages.</param>
    /// <exception cref="IOException">It is not a Parquet file, or damaged.</exception>
    public static ParquetFile Open(Stream file, string path) =>
        new(file, path, Try(path, () => ParquetReader.CreateAsync(file, Options, leaveStreamOpen: true)));

    /// <inheritdoc cref="Open(Stream, string)"/>
    /// <exception cref="FailureException">There is no such file, or it cannot be read.</exception>
    public static ParquetFile Open(string path) => Open(InputFile.Open(path), path);

    /// <summary>The rows of a group, each with the values of its columns by name; what is null is not there.</summary>
    /// <exception cref="IOException">The file is damaged.</exception>
    public IEnumerable<IReadOnlyDictionary<string, object>> ReadGroup(int group) =>
        Try(_path, () => ParquetSerializer.DeserializeUntypedAsync(_file, Options, group)).Data;

    public void Dispose()
    {
        _reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _file.Dispose();
    }

    // The library throws what it comes upon in a damaged file, of any kind.
    private static T Try<T>(string path, Func<Task<T>> read)
    {
        try
        {
            return read().GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new IOException($"Cannot read '{path}': it is not a Parquet file, or damaged: {exception.Message}", exception);
        }
    }
}
