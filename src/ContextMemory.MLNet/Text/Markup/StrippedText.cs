using System.Text;

namespace ContextMemory.MLNet.Text.Markup;

/// <summary>What is left of a text without its markup, and where each character of it stands in the original.</summary>
internal sealed class StrippedText
{
    private const string ParagraphEnd = "\n\n";

    private readonly string _original;
    private readonly StringBuilder _text = new();
    private readonly List<Piece> _pieces = [];

    private StrippedText(string original)
    {
        _original = original;
    }

    /// <summary>The text without markup.</summary>
    public string Text { get; private set; } = "";

    /// <summary>
    /// Where in the original the first element, comment or fence begins that would be left out if its end were there; <see cref="int.MaxValue"/> where all
    /// are closed.
    /// </summary>
    public int FirstUnclosed { get; private set; } = int.MaxValue;

    public static StrippedText Of(string text, TextMarkup markup)
    {
        var stripped = new StrippedText(text);
        switch (markup)
        {
            case TextMarkup.Html:
                new HtmlStripper(text, stripped).Strip();
                break;
            case TextMarkup.Markdown:
                new MarkdownStripper(text, stripped).Strip();
                break;
            default:
                stripped.Keep(0, text.Length);
                break;
        }

        stripped.Text = stripped._text.ToString();
        stripped._text.Clear();
        return stripped;
    }

    /// <summary>The same sentence in the original, from its first character to its last, with the markup between them.</summary>
    public SentenceSpan ToOriginal(SentenceSpan span)
    {
        Piece first = PieceAt(span.Start);
        Piece last = PieceAt(span.End - 1);
        int start = first.Original + (first.IsReplaced ? 0 : span.Start - first.Start);
        int end = last.Original + (last.IsReplaced ? last.OriginalLength : span.End - last.Start);
        return new SentenceSpan(start, end - start);
    }

    /// <summary>Takes these characters over.</summary>
    public void Keep(int start, int end)
    {
        if (end > start)
        {
            Add(start, end - start, isReplaced: false);
            _text.Append(_original, start, end - start);
        }
    }

    /// <summary>Puts other characters in their place.</summary>
    public void Replace(int start, int end, string text)
    {
        Add(start, end - start, isReplaced: true);
        _text.Append(text);
    }

    /// <summary>Ends a line.</summary>
    public void EndLine(int place) => Replace(place, place, "\n");

    /// <summary>Ends a paragraph, if there is one to end.</summary>
    public void EndParagraph(int place)
    {
        if (_text.Length > 0 && !(_text.Length > 1 && _text[^1] == '\n' && _text[^2] == '\n'))
        {
            Replace(place, place, ParagraphEnd);
        }
    }

    /// <summary>Markup begins here whose end is missing.</summary>
    public void LeaveUnclosed(int place) => FirstUnclosed = Math.Min(FirstUnclosed, place);

    private void Add(int start, int length, bool isReplaced)
    {
        bool goesOn = !isReplaced
            && _pieces.Count > 0
            && _pieces[^1] is { IsReplaced: false } last
            && last.Original + _text.Length - last.Start == start;
        if (!goesOn)
        {
            _pieces.Add(new Piece(_text.Length, start, length, isReplaced));
        }
    }

    private Piece PieceAt(int place)
    {
        int low = 0;
        int high = _pieces.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _pieces[middle].Start <= place ? (middle, high) : (low, middle - 1);
        }

        return _pieces[low];
    }

    /// <summary>Characters that follow one another in both texts.</summary>
    /// <param name="Start">Where they stand in the stripped text.</param>
    /// <param name="Original">Where they stand in the original.</param>
    /// <param name="OriginalLength">Their length there, for replaced characters only.</param>
    /// <param name="IsReplaced">Whether they are other characters there.</param>
    private readonly record struct Piece(int Start, int Original, int OriginalLength, bool IsReplaced);
}
