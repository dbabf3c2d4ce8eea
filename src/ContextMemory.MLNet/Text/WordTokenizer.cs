using System.Globalization;
using System.Text;
using ContextMemory.MLNet.Text.Normalization;

namespace ContextMemory.MLNet.Text;

/// <summary>
/// Cuts text into words, numbers and marks. Scripts that put no spaces between words (Chinese, Japanese, Thai, Lao, Khmer,
/// Burmese) give a token a character, so that no text becomes one giant token. Tokens are read from the canonical text: canonically
/// equivalent texts have the same ones, whatever default-ignorable characters stand in them.
/// </summary>
internal ref struct WordTokenizer
{
    /// <summary>A longer run of letters is cut into pieces of this many UTF-16 units.</summary>
    public const int MaximumTokenLength = 64;

    /// <summary>UTF-16 units behind a token that decide where it ends: an apostrophe or a point joins a word with what is behind it.</summary>
    public const int LookAhead = 2;

    private readonly CanonicalText _canonical;
    private readonly ReadOnlySpan<char> _text;
    private int _next;

    public WordTokenizer(ReadOnlySpan<char> text)
    {
        _canonical = CanonicalText.Of(text);
        _text = _canonical.Text;
    }

    /// <summary>The canonical text, of which the tokens are parts.</summary>
    public readonly ReadOnlySpan<char> Text => _text;

    /// <summary>Where the token found last starts in the canonical text, in UTF-16 units.</summary>
    public int Start { get; private set; }

    /// <summary>Its length in the canonical text, in UTF-16 units.</summary>
    public int Length { get; private set; }

    public readonly ReadOnlySpan<char> Token => _text.Slice(Start, Length);

    /// <summary>Where the token stands in the text that was given.</summary>
    public readonly TokenSpan Span => _canonical.InOriginal(Start, Length);

    /// <summary>Finds the next token; false at the end of the text.</summary>
    public bool MoveNext()
    {
        while (_next < _text.Length)
        {
            CharacterKind kind = KindAt(_next, out int length);
            if (kind == CharacterKind.Separator)
            {
                _next += length;
                continue;
            }

            Start = _next;
            _next += length;
            switch (kind)
            {
                case CharacterKind.Word:
                    ReadWord();
                    break;
                case CharacterKind.Alone:
                    ReadMarks();
                    break;
                default:
                    ReadRepeats(length);
                    break;
            }

            Length = _next - Start;
            return true;
        }

        return false;
    }

    /// <summary>Whether a token is of a script that puts no spaces between words.</summary>
    public static bool IsWrittenAlone(ReadOnlySpan<char> token) =>
        Rune.DecodeFromUtf16(token, out Rune first, out _) == System.Buffers.OperationStatus.Done && IsWrittenWithoutSpaces(first.Value);

    private void ReadWord()
    {
        while (_next < _text.Length)
        {
            CharacterKind kind = KindAt(_next, out int length);
            if (kind != CharacterKind.Word && kind != CharacterKind.Mark && !JoinsWord(_next))
            {
                return;
            }

            if (_next + length - Start > MaximumTokenLength)
            {
                return;
            }

            _next += length;
        }
    }

    /// <summary>An apostrophe between letters, a point or comma between digits.</summary>
    private readonly bool JoinsWord(int index)
    {
        if (index + 1 >= _text.Length)
        {
            return false;
        }

        char before = _text[index - 1];
        char after = _text[index + 1];
        return _text[index] switch
        {
            '\'' or '’' => char.IsLetter(before) && char.IsLetter(after),
            '.' or ',' => char.IsAsciiDigit(before) && char.IsAsciiDigit(after),
            _ => false,
        };
    }

    private void ReadMarks()
    {
        while (_next < _text.Length && KindAt(_next, out int length) == CharacterKind.Mark && _next + length - Start <= MaximumTokenLength)
        {
            _next += length;
        }
    }

    /// <summary>"!!!" and "-----" are one token.</summary>
    private void ReadRepeats(int length)
    {
        ReadOnlySpan<char> symbol = _text.Slice(Start, length);
        while (_text[_next..].StartsWith(symbol) && _next + length - Start <= MaximumTokenLength)
        {
            // Half a pair also starts a whole one, which must not be parted.
            KindAt(_next, out int found);
            if (found != length)
            {
                break;
            }

            _next += length;
        }

        ReadMarks();
    }

    private readonly CharacterKind KindAt(int index, out int length)
    {
        char first = _text[index];
        length = 1;
        if (char.IsAscii(first))
        {
            return char.IsAsciiLetterOrDigit(first) || first == '_' ? CharacterKind.Word
                : first <= ' ' || first == '\x7f' ? CharacterKind.Separator
                : CharacterKind.Symbol;
        }

        // A half of a pair without its other half counts as a symbol.
        if (Rune.DecodeFromUtf16(_text[index..], out Rune rune, out length) != System.Buffers.OperationStatus.Done)
        {
            return CharacterKind.Symbol;
        }

        return KindOf(rune);
    }

    /// <summary>What a character is to the words around it.</summary>
    public static CharacterKind KindOf(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
            => IsWrittenWithoutSpaces(rune.Value) ? CharacterKind.Alone : CharacterKind.Word,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => CharacterKind.Word,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => CharacterKind.Mark,
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Control or UnicodeCategory.Format => CharacterKind.Separator,
        _ => CharacterKind.Symbol,
    };

    public static bool IsWrittenWithoutSpaces(int codePoint) => codePoint switch
    {
        >= 0x0E00 and <= 0x0EFF => true, // Thai, Lao
        >= 0x1000 and <= 0x109F => true, // Burmese
        >= 0x1780 and <= 0x17FF => true, // Khmer
        >= 0x2E80 and <= 0x312F => true, // radicals, kana, bopomofo
        >= 0x3190 and <= 0x31FF => true, // annotations, strokes, more bopomofo and kana; between them is Korean
        >= 0x3400 and <= 0x9FFF => true, // Han
        >= 0xF900 and <= 0xFAFF => true, // Han, compatibility
        >= 0xFF66 and <= 0xFF9F => true, // halfwidth kana
        >= 0x1B000 and <= 0x1B16F => true, // kana supplements
        >= 0x20000 and <= 0x3FFFF => true, // Han, extensions
        _ => false,
    };
}
