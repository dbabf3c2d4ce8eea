using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Data;

internal static class InputFile
{
    /// <summary>The name of the standard input in messages.</summary>
    public const string StandardInput = "standard input";

    /// <summary>What a file of text holds, decompressed where its name ends in .gz.</summary>
    /// <exception cref="FailureException">There is no such file, or it cannot be read.</exception>
    public static Stream OpenText(string path) => Open(path, TextFile.Open);

    /// <summary>All of the text of a file, or of the standard input.</summary>
    /// <param name="input">The name of the file, or <see cref="StandardStream.Name"/>.</param>
    /// <param name="standardInput">What stands for the standard input; it is not closed.</param>
    /// <exception cref="FailureException">There is no such file, or it cannot be read.</exception>
    public static string ReadAll(string input, Stream standardInput)
    {
        if (input == StandardStream.Name)
        {
            return TextFile.ReadAll(standardInput, StandardInput);
        }

        using Stream stream = OpenText(input);
        return TextFile.ReadAll(stream, input);
    }

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
