using ContextMemory.MLNet.Cli.Data;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>Lines of values with tabs between them.</summary>
internal static class TabbedLines
{
    /// <summary>Writes what goes with a row from the input, a tab behind each value.</summary>
    public static void Begin(TextWriter output, IReadOnlyList<KeptColumn> kept)
    {
        foreach (KeptColumn column in kept)
        {
            output.Write(Value(column.Text));
            output.Write('\t');
        }
    }

    /// <summary>The text without what would be taken for another column or line: spaces are in place of it.</summary>
    public static string Value(string text) => text.Replace('\t', ' ').Replace('\n', ' ').Replace('\r', ' ');
}
