using System.Text;
using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet;

/// <summary>Opens files of text, which are read from beginning to end.</summary>
public static class TextFile
{
    /// <summary>Opens a file to read what it holds, decompressed where its name ends in .gz.</summary>
    /// <param name="path">The file.</param>
    /// <returns>
    /// A stream that can only be read forwards. Of a .gz file that was cut off or is damaged, reading throws <see cref="InvalidDataException"/>.
    /// </returns>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file must not be read, or is a folder.</exception>
    public static Stream Open(string path) => GzipName.Content(OpenBytes(path), path);

    /// <summary>The file as it is on the disk, compressed or not.</summary>
    /// <inheritdoc cref="Open" path="/exception"/>
    internal static FileStream OpenBytes(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);

    /// <summary>Reads all of a text, which may have as many bytes as a line: <see cref="TextLines.LongestLine"/>.</summary>
    /// <param name="stream">The text.</param>
    /// <param name="name">Its name in messages.</param>
    /// <exception cref="TextFileException">The text is too long, not in UTF-8, or compressed and damaged.</exception>
    public static string ReadAll(Stream stream, string name)
    {
        var lines = new TextLines(stream, name);
        var text = new StringBuilder();
        int room = TextLines.LongestLine;
        while (lines.Read() is { } line)
        {
            room -= lines.Current.Length + lines.Ending.Length;
            if (room < 0)
            {
                throw new TextFileException(
                    name, lines.Number, $"the text has more than {TextLines.LongestLine >> 20} MB", "check that it is the right one, and cut it");
            }

            text.Append(line).Append(lines.Ending);
        }

        return text.ToString();
    }
}
