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
    /// <param name="tokenColumn">The number of the column with the token, from 1; null where it is not said.</param>
    /// <param name="tagColumn">The number of the column with the tag, from 1; null where it is not said.</param>
    public static IEnumerable<TaggedTokens> ReadConll(string path, int sentencesPerRow, int? tokenColumn = null, int? tagColumn = null)
    {
        var columns = new ConllColumns(tokenColumn, tagColumn);
        foreach (TaggedTokens row in new ConllReader(path, columns, sentencesPerRow).Read(Lines(path)))
        {
            yield return row;
        }
    }

    public static IEnumerable<AnnotatedDocument> ReadJsonl(string path, OffsetUnit offsets) =>
        new EntityJsonlReader(path, offsets).Read(Lines(path)).Select(row => new AnnotatedDocument(row.Text, row.Entities));

    private static IEnumerable<string> Lines(string path)
    {
        using Stream stream = TextFile.Open(path);
        var lines = new TextLines(stream, path);
        while (Read(lines) is { } line)
        {
            yield return line;
        }
    }

    private static string? Read(TextLines lines)
    {
        try
        {
            return lines.Read();
        }
        catch (TextFileException exception)
        {
            throw new EntityDataException(exception);
        }
    }
}
