using System.Text;
using ContextMemory.MLNet.EntityData;

namespace ContextMemory.MLNet;

/// <summary>
/// Reads files of texts with entities, each row as it is asked for and anew each time the rows are enumerated. A name that ends in .gz is read
/// compressed. <c>LoadFromEnumerable</c> takes the rows, and <c>LoadEntitiesFromConll</c> and <c>LoadEntitiesFromJsonl</c> do both in one.
/// </summary>
public static class EntityFile
{
    /// <summary>Rows of a file of columns as CoNLL-2003 has them: tabs or spaces between them, an empty line behind each sentence.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is read; null is as usual.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="EntityDataException">While rows are read: a line has another form or is not UTF-8; the message names file and line.</exception>
    public static IEnumerable<TaggedTokens> ReadConll(string path, EntityFileOptions? options = null)
    {
        EntityFileOptions chosen = Check(path, options);
        return Read();

        // The reader keeps what it has seen of a file: each enumeration has its own.
        IEnumerable<TaggedTokens> Read()
        {
            foreach (TaggedTokens row in new ConllReader(path, chosen).Read(Lines(path, chosen)))
            {
                yield return row;
            }
        }
    }

    /// <summary>
    /// Rows of a file with a JSON object in each line: {"text": "...", "entities": [{"start": 0, "length": 4, "type": "PERSON"}]}.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How it is read; null is as usual.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="EntityDataException">While rows are read: a line has another form or is not UTF-8; the message names file and line.</exception>
    public static IEnumerable<AnnotatedDocument> ReadJsonl(string path, EntityFileOptions? options = null)
    {
        EntityFileOptions chosen = Check(path, options);
        return new EntityJsonlReader(path, chosen).Read(Lines(path, chosen));
    }

    /// <summary>The row of one line of such a file; null where the line is blank.</summary>
    /// <param name="line">The line.</param>
    /// <param name="name">What messages call the file.</param>
    /// <param name="number">What they call the line.</param>
    /// <param name="options">How it is read; null is as usual.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="EntityDataException">The line has another form.</exception>
    public static AnnotatedDocument? ParseJsonl(string line, string name, long number, EntityFileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(line);
        return new EntityJsonlReader(name, Check(name, options)).Read(line, number);
    }

    private static EntityFileOptions Check(string name, EntityFileOptions? options)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        options ??= new EntityFileOptions();
        options.Validate();
        return options;
    }

    /// <summary>The lines of a file; null is one that has been skipped.</summary>
    private static IEnumerable<string?> Lines(string path, EntityFileOptions options)
    {
        using Stream stream = TextFile.Open(path);
        var lines = new TextLines(stream, path);
        while (TryRead(lines, options, out string? line))
        {
            yield return line;
        }
    }

    private static bool TryRead(TextLines lines, EntityFileOptions options, out string? line)
    {
        line = null;
        try
        {
            return (line = lines.Read()) is not null;
        }
        catch (TextFileException exception) when (options.Skip is not null && exception.InnerException is DecoderFallbackException)
        {
            options.Skip(new EntityDataException(exception), Encoding.UTF8.GetString(lines.Current.Span));
            return true;
        }
        catch (TextFileException exception)
        {
            throw new EntityDataException(exception);
        }
    }
}
