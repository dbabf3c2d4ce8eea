using System.Buffers;

namespace ContextMemory.MLNet.Text.Sentences;

/// <summary>
/// What a paragraph tells of the sentences in it: how its writer begins them, and how wide its lines are. Read from front to back.
/// </summary>
internal sealed class Paragraphs
{
    // How many sentences of the paragraph the whole text weighs as much as.
    private const double WeightOfText = 2;

    private static readonly SearchValues<char> Marks = SearchValues.Create(".!?;։");

    private readonly string _text;
    private readonly double _capitalsOfText;
    private readonly double _smallOfText;
    private int _end;
    private int _capitals;
    private int _small;

    public Paragraphs(string text)
    {
        _text = text;
        long capitals = 0;
        long small = 0;
        while (_end < text.Length)
        {
            MoveTo(_end);
            capitals += _capitals;
            small += _small;
        }

        _end = 0;
        if (capitals + small > 0)
        {
            _capitalsOfText = WeightOfText * capitals / (capitals + small);
            _smallOfText = WeightOfText - _capitalsOfText;
        }
    }

    /// <summary>The longest line, in UTF-16 units.</summary>
    public int Width { get; private set; }

    public WritingStyle Style
    {
        get
        {
            double lead = _small + _smallOfText - _capitals - _capitalsOfText;
            return lead > 0 ? WritingStyle.Small : lead == 0 && _small > 0 ? WritingStyle.Mixed : WritingStyle.Capitals;
        }
    }

    /// <summary>Goes on to the paragraph of this place.</summary>
    public void MoveTo(int place)
    {
        if (place >= _end)
        {
            Measure(place);
            (_capitals, _small) = (0, 0);
            Count(Characters.SkipOpeners(_text, place));
            CountSentences(place);
        }
    }

    /// <summary>Finds the paragraph's end, an empty line, and its longest line.</summary>
    private void Measure(int start)
    {
        Width = 0;
        _end = start;
        while (_end < _text.Length)
        {
            int lineStart = _end;
            while (_end < _text.Length && !Characters.IsLineEnd(_text[_end]))
            {
                _end++;
            }

            if (lineStart > start && _text.AsSpan(lineStart, _end - lineStart).IsWhiteSpace())
            {
                return;
            }

            Width = Math.Max(Width, _end - lineStart);
            _end += _end + 1 < _text.Length && _text[_end] == '\r' && _text[_end + 1] == '\n' ? 2 : 1;
        }
    }

    /// <summary>
    /// Counts what follows the marks that leave no doubt: behind a word that is no abbreviation, and not behind a quotation.
    /// </summary>
    private void CountSentences(int start)
    {
        int limit = Math.Min(_end, _text.Length);
        for (int i = start; i < limit;)
        {
            int found = _text.AsSpan(i, limit - i).IndexOfAny(Marks);
            if (found < 0)
            {
                return;
            }

            int mark = i + found;
            i = Terminals.Skip(_text, mark);
            if (i == mark)
            {
                i++;
                continue;
            }

            ReadOnlySpan<char> word = Characters.LettersBefore(_text, Math.Max(start, mark - 20), mark);
            if (word.Length > 1
                && i < _text.Length
                && Characters.IsGap(_text[i])
                && !Terminals.AreEllipsis(_text.AsSpan(mark, i - mark))
                && !Abbreviations.Has(word)
                && !Interjections.Has(word))
            {
                Count(Characters.SkipOpeners(_text, Characters.SkipGaps(_text, i)));
            }
        }
    }

    private void Count(int place)
    {
        ReadOnlySpan<char> word = place < _text.Length ? Characters.WordAt(_text, place) : [];

        // "I" is written large by those who write nothing else so.
        if (word is not ([] or "I"))
        {
            _capitals += char.IsUpper(word[0]) ? 1 : 0;
            _small += char.IsLower(word[0]) ? 1 : 0;
        }
    }
}
