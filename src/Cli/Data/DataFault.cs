using System.Text;
using ContextMemory.MLNet.Cli.Errors;

namespace ContextMemory.MLNet.Cli.Data;

internal static class DataFault
{
    private const int LongestExcerpt = 60;

    /// <summary>What is wrong with a line: where, what, what was expected and what was found.</summary>
    public static FailureException At(string file, long line, string fault, string expected, string found) =>
        new($"{file}:{line}: {fault}: expected {expected}, found {found}.");

    /// <summary>Whether an exception tells of one row, behind which reading can go on: a file that is no text, or damaged, has no further rows.</summary>
    public static bool IsOfRowAlone(Exception exception) =>
        exception is FailureException or TextFileException { InnerException: DecoderFallbackException };

    /// <summary>What is wrong with a row, which may begin with the place.</summary>
    public static string Reason(Exception exception) => exception is TextFileException fault ? $"{fault.Fault}." : exception.Message;

    /// <summary>The beginning of a line as it can be shown in a message.</summary>
    public static string Excerpt(string text)
    {
        if (text.Length == 0)
        {
            return "an empty line";
        }

        string start = text.Length <= LongestExcerpt ? text : $"{text[..LongestExcerpt]}...";
        return $"'{start.Replace("\t", "<TAB>", StringComparison.Ordinal)}'";
    }
}
