using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Data;

internal static class InputFile
{
    /// <summary>The name of the standard input in messages.</summary>
    public const string StandardInput = "standard input";

    /// <summary>What a file of text holds, decompressed where its name ends in .gz.</summary>
    /// <exception cref="FailureException">There is no such file, or it cannot be read.</exception>
    public static Stream OpenText(string path) => Open(path, TextFile.Open);

    /// <summary>The bytes of a file.</summary>
    /// <exception cref="FailureException">There is no such file, or it cannot be read.</exception>
    public static FileStream Open(string path) => Open(
        path, name => new FileStream(name, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan));

    private static T Open<T>(string path, Func<string, T> open)
    {
        if (Directory.Exists(path))
        {
            throw new FailureException($"Cannot read '{path}': it is a folder. Give a file.");
        }

        try
        {
            return open(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FailureException($"Cannot read '{path}': there is no such file.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FailureException($"Cannot read '{path}': {exception.Message}", exception);
        }
    }
}
