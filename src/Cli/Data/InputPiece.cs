namespace ContextMemory.MLNet.Cli.Data;

/// <summary>A file that is read, or the share of one that a task of several has.</summary>
/// <param name="Path">The file.</param>
internal sealed record InputPiece(string Path)
{
    /// <summary>Where the share begins: a byte, or of a Parquet file a row group.</summary>
    public long Start { get; init; }

    /// <summary>What follows its last byte or row group; null is all of the file.</summary>
    public long? End { get; init; }

    /// <summary>About how many bytes of the file are read.</summary>
    public long Bytes { get; init; }

    /// <summary>Takes how many bytes of the file have been read; null where nobody asks.</summary>
    public Action<long>? Count { get; init; }

    public static implicit operator InputPiece(string path) => new(path);

    public override string ToString() => Path;
}
