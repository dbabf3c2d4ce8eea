namespace ContextMemory.MLNet.Text.Pretrained;

/// <summary>
/// The words of a text, as the tokenizer of BERT splits and normalizes it, each with the places in the text that its characters came from. It
/// reads the text once and holds one word.
/// </summary>
internal ref struct BertWords
{
    // UTF-16 units of the longest character, and those that one character becomes at most.
    private const int Slack = 2 * BertCharacters.MostParts;

    private readonly ReadOnlySpan<char> _text;
    private readonly BertNormalization _options;
    private readonly int _mostCharacters;
    private readonly Span<char> _units;
    private readonly Span<int> _starts;
    private readonly Span<int> _ends;
    private int _next;
    private int _count;
    private int _characters;
    private int _end;

    // Characters that are sorted by their combining class stand from here to there.
    private int _sortedFrom;
    private int _sortedTo;

    /// <param name="text">The text.</param>
    /// <param name="options">How it is normalized.</param>
    /// <param name="mostCharacters">A longer word is not held: it is <see cref="IsTooLong"/>.</param>
    /// <param name="units">Room for a word: <see cref="RoomFor"/>.</param>
    /// <param name="places">Room for its places, twice as much.</param>
    public BertWords(ReadOnlySpan<char> text, BertNormalization options, int mostCharacters, Span<char> units, Span<int> places)
    {
        _text = text;
        _options = options;
        _mostCharacters = mostCharacters;
        _units = units;
        _starts = places[..units.Length];
        _ends = places.Slice(units.Length, units.Length);
    }

    /// <summary>The word's characters; only the first ones if it is too long.</summary>
    public readonly ReadOnlySpan<char> Units => _units[.._count];

    public readonly bool IsTooLong => _characters > _mostCharacters;

    /// <summary>Where the word ends in the text.</summary>
    public readonly int End => _end;

    public static int RoomFor(int mostCharacters) => 2 * mostCharacters + Slack;

    /// <summary>Where the character of a unit of the word begins in the text.</summary>
    public readonly int StartOf(int unit) => _starts[unit];

    /// <summary>Where the character of a unit of the word ends in the text, with the marks that were dropped behind it.</summary>
    public readonly int EndOf(int unit) => _ends[unit];

    public bool MoveNext()
    {
        _count = 0;
        _characters = 0;
        _sortedTo = -1;
        ReadOnlySpan<byte> kinds = BertCharacters.UnitKinds;
        while (_next < _text.Length)
        {
            char unit = _text[_next];
            byte kind = kinds[unit];
            if (kind == 0)
            {
                Append(unit, _next, 1);
                _next++;
            }
            else if (kind == BertCharacters.Changes && char.IsAscii(unit))
            {
                Append(_options.LowerCase ? (char)(unit | 0x20) : unit, _next, 1);
                _next++;
            }
            else if (kind == BertCharacters.Space && unit == ' ')
            {
                if (_characters > 0)
                {
                    return true;
                }

                _next++;
            }
            else if (ReadOther())
            {
                return true;
            }
        }

        return _characters > 0;
    }

    /// <summary>Reads a character that is no plain letter.</summary>
    /// <returns>Whether a word has ended.</returns>
    private bool ReadOther()
    {
        int character = BertCharacters.At(_text, _next, out int length);
        byte kind = BertCharacters.KindOf(character);
        if (IsDropped(character, kind))
        {
            _next += length;
            return false;
        }

        if ((kind & BertCharacters.Space) != 0)
        {
            return EndWordBefore(length);
        }

        if (_options.StripAccents && (kind & BertCharacters.Mark) != 0)
        {
            DropMark(character, length);
            return false;
        }

        Span<int> parts = stackalloc int[BertCharacters.MostParts];
        int count = BertCharacters.Expand(character, _options, parts);
        bool isAlone = (_options.SplitIdeographs && (kind & BertCharacters.Ideograph) != 0)
            || (count > 0 && (BertCharacters.KindOf(parts[0]) & BertCharacters.Punctuation) != 0);
        if (isAlone && _characters > 0)
        {
            return true;
        }

        foreach (int part in parts[..count])
        {
            AppendCharacter(part, length);
        }

        _next += length;
        if (isAlone)
        {
            TakeMarks();
        }

        return isAlone;
    }

    private readonly bool IsDropped(int character, byte kind) =>
        _options.CleanText && ((kind & BertCharacters.Other) != 0 || character == BertCharacters.Replacement);

    private bool EndWordBefore(int length)
    {
        if (_characters > 0)
        {
            return true;
        }

        _next += length;
        return false;
    }

    private static byte ClassOf(int character) => BertCharacters.ClassOf(character, BertCharacters.KindOf(character));

    /// <summary>Gives the character before a mark the mark's place, if there is one in this word.</summary>
    private void DropMark(int character, int length)
    {
        _next += length;
        if (_characters > 0)
        {
            _end = _next;
            for (int unit = _count - 1; !IsTooLong && unit >= 0 && _starts[unit] == _starts[_count - 1]; unit--)
            {
                _ends[unit] = _next;
            }
        }

        // Where marks are sorted, one of class 0 parts those before it from those behind.
        if (ClassOf(character) == 0)
        {
            _sortedTo = -1;
        }
    }

    /// <summary>Takes the marks behind a character that is a word by itself.</summary>
    private void TakeMarks()
    {
        int next = _next;
        while (_options.StripAccents && next < _text.Length)
        {
            int character = BertCharacters.At(_text, next, out int length);
            byte kind = BertCharacters.KindOf(character);
            next += length;
            if (IsDropped(character, kind))
            {
                continue;
            }

            if ((kind & BertCharacters.Mark) == 0)
            {
                return;
            }

            _next = next - length;
            DropMark(character, length);
        }
    }

    private void AppendCharacter(int character, int length)
    {
        int before = _count;
        if (character <= char.MaxValue)
        {
            Append((char)character, _next, length);
        }
        else
        {
            int pair = character - 0x10000;
            Append((char)(0xD800 + (pair >> 10)), _next, length);
            AppendSecond((char)(0xDC00 + (pair & 0x3FF)), length);
        }

        byte combiningClass = _options.StripAccents ? ClassOf(character) : (byte)0;
        if (combiningClass == 0)
        {
            _sortedTo = -1;
        }
        else if (!IsTooLong)
        {
            Sort(before, combiningClass);
        }
    }

    private void Append(char unit, int start, int length)
    {
        _characters++;
        _end = start + length;
        if (_characters <= _mostCharacters)
        {
            _starts[_count] = start;
            _ends[_count] = _end;
            _units[_count++] = unit;
        }
    }

    private void AppendSecond(char unit, int length)
    {
        _characters--;
        Append(unit, _next, length);
    }

    /// <summary>Puts a mark that is kept behind those of its class and lower ones. All of them then come from all their places together.</summary>
    private void Sort(int added, byte combiningClass)
    {
        if (_sortedTo != added)
        {
            _sortedFrom = added;
        }

        _sortedTo = _count;
        int place = added;
        while (place > _sortedFrom)
        {
            int length = char.IsLowSurrogate(_units[place - 1]) ? 2 : 1;
            if (ClassOf(BertCharacters.At(_units[.._count], place - length, out _)) <= combiningClass)
            {
                break;
            }

            place -= length;
        }

        if (place < added)
        {
            Span<char> mark = stackalloc char[2];
            mark = mark[..(_count - added)];
            _units[added.._count].CopyTo(mark);
            _units[place..added].CopyTo(_units[(place + mark.Length)..]);
            mark.CopyTo(_units[place..]);
            _starts[place.._count].Fill(_starts[place]);
            _ends[place.._count].Fill(_end);
        }
    }
}
