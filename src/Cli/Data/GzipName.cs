namespace ContextMemory.MLNet.Cli.Data;

internal static class GzipName
{
    private const string Extension = ".gz";

    public static bool Is(string path) => path.EndsWith(Extension, StringComparison.OrdinalIgnoreCase);

    public static string Without(string path) => Is(path) ? path[..^Extension.Length] : path;
}
