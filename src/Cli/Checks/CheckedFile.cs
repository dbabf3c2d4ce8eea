using ContextMemory.MLNet.Cli.Data;

namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>The lines of a file with their numbers, read compressed where its name says so.</summary>
internal static class CheckedFile
{
    public static IEnumerable<(long Number, string Text)> Lines(string path)
    {
        using Stream stream = InputFile.OpenText(path);
        var lines = new TextLines(stream, path);
        while (lines.Read() is { } line)
        {
            yield return (lines.Number, line);
        }
    }
}
