using System.Text;
using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet.EntityData;

/// <summary>Files of texts with entities, read anew each time they are enumerated. A name that ends in .gz is read compressed.</summary>
internal static class EntityFile
{
    /// <summary>
    /// How many sentences that follow one another in a file are read as one text: what is clear about a name in one helps in another.
    /// </summary>
    public const int SentencesPerRow = 16;

    /// <param name="path">The file.</param>
    /// <param name="sentencesPerRow">How many sentences are read as one text.</param>
    /// <param name="reading">How it is read.</param>
    public static IEnumerable<TaggedTokens> ReadConll(string path, int sentencesPerRow, EntityReading reading)
    {
        foreach (TaggedTokens row in new ConllReader(path, reading, sentencesPerRow).Read(Lines(path, reading)))
        {
            yield return row;
        }
    }

    public static IEnumerable<AnnotatedDocument> ReadJsonl(string path, EntityReading reading) =>
        new EntityJsonlReader(path, reading).Read(Lines(path, reading)).Select(row => new AnnotatedDocument(row.Text, row.Entities));

    /// <summary>The lines of a file; null is one that has been skipped.</summary>
    private static IEnumerable<string?> Lines(string path, EntityReading reading)
    {
        using Stream stream = TextFile.Open(path);
        var lines = new TextLines(stream, path);
        while (TryRead(lines, reading, out string? line))
        {
            yield return line;
        }
    }

    private static bool TryRead(TextLines lines, EntityReading reading, out string? line)
    {
        line = null;
        try
        {
            return (line = lines.Read()) is not null;
        }
        catch (TextFileException exception) when (reading.Skip is not null && exception.InnerException is DecoderFallbackException)
        {
            reading.Skip(new EntityDataException(exception), Encoding.UTF8.GetString(lines.Current.Span));
            return true;
        }
        catch (TextFileException exception)
        {
            throw new EntityDataException(exception);
        }
    }
}
