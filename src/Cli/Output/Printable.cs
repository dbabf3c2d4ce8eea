using System.Buffers;
using System.Globalization;
using System.Text;

namespace ContextMemory.MLNet.Cli.Output;

/// <summary>
/// Text as it can be shown on a terminal: control characters, which could move the cursor, hide text or type commands, are written as
/// JSON writes them, \u001b for instance.
/// </summary>
internal static class Printable
{
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl)]);

    private static readonly SearchValues<char> ControlsWithinLines = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(code => char.IsControl(code) && code is not ('\n' or '\t'))]);

    /// <summary>A name, label or other value: one line, whatever it holds.</summary>
    public static string Value(string text) => Escape(text, Controls);

    /// <summary>Lines: line ends and tabs stay.</summary>
    public static string Lines(ReadOnlySpan<char> text) => Escape(text, ControlsWithinLines);

    private static string Escape(ReadOnlySpan<char> text, SearchValues<char> controls)
    {
        var result = new StringBuilder(text.Length);
        while (text.IndexOfAny(controls) is var next and >= 0)
        {
            result.Append(text[..next]);
            bool isLineEnd = !controls.Contains('\n') && text[next..].StartsWith("\r\n");
            _ = isLineEnd ? result.Append('\r') : result.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[next]:x4}");
            text = text[(next + 1)..];
        }

        return result.Append(text).ToString();
    }
}
