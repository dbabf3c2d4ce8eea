using System.Text;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.EntityData;

/// <summary>Files of texts with entities, read anew each time they are enumerated. A name that ends in .gz is read compressed.</summary>
internal static class EntityFile
{
    /// <summary>
    /// How many sentences that follow one another in a file are read as one text: what is clear about a name in one helps in another.
    /// </summary>
    public const int SentencesPerRow = 16;

    public static IEnumerable<TaggedTokens> ReadConll(string path, int sentencesPerRow)
    {
        foreach (TaggedTokens row in new ConllReader(path, sentencesPerRow).Read(Lines(path)))
        {
            yield return row;
        }
    }

    public static IEnumerable<AnnotatedDocument> ReadJsonl(string path) =>
        new EntityJsonlReader(path).Read(Lines(path)).Select(row => new AnnotatedDocument(row.Text, row.Entities));

    private static IEnumerable<string> Lines(string path)
    {
        using Stream file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 16, FileOptions.SequentialScan);
        using Stream stream = GzipName.Content(file, path);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        for (long number = 1; ReadLine(reader, path, number) is { } line; number++)
        {
            yield return line;
        }
    }

    private static string? ReadLine(StreamReader reader, string path, long number)
    {
        try
        {
            return reader.ReadLine();
        }
        catch (InvalidDataException)
        {
            throw new EntityDataException(path, number, "the file is not compressed, or damaged", "a gzip file", "other bytes");
        }
    }
}
