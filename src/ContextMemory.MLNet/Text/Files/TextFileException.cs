namespace ContextMemory.MLNet.Text.Files;

/// <summary>A file is not the text that it should be; the message names file and line and says what to do.</summary>
internal sealed class TextFileException(string file, long line, string fault, string remedy, Exception? cause = null)
    : IOException($"{file}:{line}: {fault}: {remedy}.", cause)
{
    /// <summary>The number of the line, from 1.</summary>
    public long Line { get; } = line;

    /// <summary>Whether the file is not text in UTF-8 at all, as far as can be told.</summary>
    public bool IsOtherEncoding { get; init; }

    /// <summary>What is wrong and what to do, without where it is.</summary>
    public string Fault { get; } = $"{fault}: {remedy}";
}
