namespace ContextMemory.MLNet.Cli.Data;

/// <summary>The names of compressed files.</summary>
internal static class CompressedName
{
    private static readonly Compression[] Compressed = [Compression.Gzip, Compression.Zstd];

    public static Compression CompressionOf(string path) =>
        Array.Find(Compressed, compression => path.EndsWith(EndOf(compression), StringComparison.OrdinalIgnoreCase));

    /// <summary>What a compressed file's name ends in; empty for one that is not compressed.</summary>
    public static string EndOf(Compression compression) => compression switch
    {
        Compression.Gzip => ".gz",
        Compression.Zstd => ".zst",
        _ => "",
    };

    /// <summary>The name without its mark of being compressed.</summary>
    public static string Without(string path) => path[..^EndOf(CompressionOf(path)).Length];
}
