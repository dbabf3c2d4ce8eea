namespace ContextMemory.MLNet.Cli.Data;

/// <summary>How a file is compressed, as the end of its name says.</summary>
internal enum Compression
{
    /// <summary>It is not.</summary>
    None,

    /// <summary>A name that ends in .gz.</summary>
    Gzip,

    /// <summary>A name that ends in .zst: Zstandard.</summary>
    Zstd,
}
