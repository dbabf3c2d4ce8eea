using ContextMemory.MLNet.Text.Files;

namespace ContextMemory.MLNet;

/// <summary>A file of entities has a line that cannot be read.</summary>
public sealed class EntityDataException : InvalidOperationException
{
    private const int LongestExcerpt = 60;

    internal EntityDataException(string file, long line, string fault, string expected, string found)
        : base($"{file}:{line}: {fault}: expected {expected}, found {Excerpt(found)}.")
    {
        Line = line;
        Fault = fault;
        Expected = expected;
    }

    internal EntityDataException(TextFileException exception)
        : base(exception.Message, exception)
    {
        Line = exception.Line;
        Fault = exception.Fault;
    }

    /// <summary>The number of the line, from 1.</summary>
    public long Line { get; }

    /// <summary>What is wrong with the line, without where it is.</summary>
    public string Fault { get; }

    /// <summary>What was expected in its place; null where the line is no text at all.</summary>
    public string? Expected { get; }

    private static string Excerpt(string text)
    {
        string start = text.Length <= LongestExcerpt ? text : $"{text[..LongestExcerpt]}...";
        return $"'{start.Replace("\t", "<TAB>", StringComparison.Ordinal)}'";
    }
}
