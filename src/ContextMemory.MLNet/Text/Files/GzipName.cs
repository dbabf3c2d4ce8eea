namespace ContextMemory.MLNet.Text.Files;

/// <summary>Files that are compressed, as the end of their name says.</summary>
internal static class GzipName
{
    private const string Extension = ".gz";

    public static bool Is(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    /// <summary>The name without its mark of being compressed.</summary>
    public static string Without(string path) => Is(path) ? path[..^Extension.Length] : path;

    /// <summary>What an opened file holds, decompressed if its name says so. Whoever closes it closes the file.</summary>
    public static Stream Content(Stream file, string path) => Is(path) ? new GzipContent(file) : file;
}
