using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>The lines of a file with their numbers, read compressed where its name says so.</summary>
internal static class CheckedFile
{
    public static IEnumerable<(long Number, string Text)> Lines(string path)
    {
        using Stream file = InputFile.Open(path);
        using Stream stream = GzipName.Content(file, path);
        var lines = new Utf8LineReader(stream, path);
        while (lines.Read() is { } line)
        {
            yield return (lines.LineNumber, line);
        }
    }
}
