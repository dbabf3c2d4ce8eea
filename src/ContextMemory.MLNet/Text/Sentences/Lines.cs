namespace ContextMemory.MLNet.Text.Sentences;

/// <summary>Which line ends are the end of a sentence too. Follows the lists of a text from front to back.</summary>
internal sealed class Lines(string text, Paragraphs paragraphs)
{
    // Lines that are shorter are not broken for their width.
    private const int NarrowestColumn = 40;

    // How far the item at work is indented; below 0 outside lists.
    private int _itemIndent = -1;

    /// <summary>A sentence begins here.</summary>
    public void Start(int start)
    {
        int lineStart = start;
        while (lineStart > 0 && char.IsWhiteSpace(text[lineStart - 1]) && !Characters.IsLineEnd(text[lineStart - 1]))
        {
            lineStart--;
        }

        if (lineStart > 0 && !Characters.IsLineEnd(text[lineStart - 1]))
        {
            return;
        }

        int indent = start - lineStart;
        if (ListMarker.Length(text, start) > 0)
        {
            _itemIndent = indent;
        }
        else if (indent <= _itemIndent)
        {
            _itemIndent = -1;
        }
    }

    /// <summary>
    /// Whether a sentence without a mark ends at this line end: before an empty line, before an item of a list and behind one.
    /// </summary>
    public bool EndsAt(int lineEnd)
    {
        int next = lineEnd;
        int lineStart = lineEnd;
        int lines = 0;
        while (next < text.Length && char.IsWhiteSpace(text[next]))
        {
            if (Characters.IsLineEnd(text[next]))
            {
                bool isPair = text[next] == '\r' && next + 1 < text.Length && text[next + 1] == '\n';
                lines += isPair ? 0 : text[next] is '\u2029' or '\f' ? 2 : 1;
                lineStart = next + 1;
            }

            next++;
        }

        return lines > 1
            || ListMarker.Length(text, next) > 0
            || (_itemIndent >= 0 && next - lineStart <= _itemIndent && !IsWrapped(lineEnd, next));
    }

    /// <summary>
    /// Whether the line was broken for its width alone: the first word of the next line would not have fit on it. A line that ends earlier
    /// was ended on purpose.
    /// </summary>
    public bool IsWrapped(int lineEnd, int next)
    {
        if (paragraphs.Width < NarrowestColumn)
        {
            return false;
        }

        int lineStart = lineEnd;
        while (lineStart > 0 && !Characters.IsLineEnd(text[lineStart - 1]))
        {
            lineStart--;
        }

        int wordEnd = next;
        while (wordEnd < text.Length && !char.IsWhiteSpace(text[wordEnd]))
        {
            wordEnd++;
        }

        return lineEnd - lineStart + 1 + wordEnd - next > paragraphs.Width;
    }
}
