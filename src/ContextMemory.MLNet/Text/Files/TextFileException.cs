namespace ContextMemory.MLNet;

/// <summary>A file is not the text that it should be; the message names file and line and says what to do.</summary>
public sealed class TextFileException : IOException
{
    /// <param name="file">What the message calls the file.</param>
    /// <param name="line">The number of the line, from 1.</param>
    /// <param name="fault">What is wrong.</param>
    /// <param name="remedy">What to do.</param>
    /// <param name="cause">What has thrown, or null.</param>
    public TextFileException(string file, long line, string fault, string remedy, Exception? cause = null)
        : base($"{file}:{line}: {fault}: {remedy}.", cause)
    {
        Line = line;
        Fault = $"{fault}: {remedy}";
    }

    /// <summary>The number of the line, from 1.</summary>
    public long Line { get; }

    /// <summary>Whether the file is not text in UTF-8 at all, as far as can be told.</summary>
    internal bool IsOtherEncoding { get; init; }

    /// <summary>What is wrong and what to do, without where it is.</summary>
    public string Fault { get; }
}
