using System.Buffers;

namespace ContextMemory.MLNet.Text.Pretrained.SentencePiece;

/// <summary>A normalized text with <see cref="Space"/> before each word instead of spaces, and where each unit comes from.</summary>
internal ref struct MarkedText : IDisposable
{
    /// <summary>Stands for a space; each word begins with one.</summary>
    public const char Space = '\u2581';

    private readonly int _length;
    private char[] _units;
    private int[] _starts;
    private int _count;

    /// <param name="text">Well-formed UTF-16.</param>
    /// <param name="map">How characters are normalized.</param>
    /// <param name="spaces">How words are parted.</param>
    public MarkedText(ReadOnlySpan<char> text, CharacterMap map, UnigramSpaces spaces)
    {
        _units = ArrayPool<char>.Shared.Rent(text.Length + 2);
        _starts = ArrayPool<int>.Shared.Rent(text.Length + 2);

        // Without the white space at the end.
        int kept = 0;

        // Where the white space before a word begins, if it is dropped.
        int gap = 0;
        bool isInWord = false;
        bool wasSpace = false;
        var characters = new MappedText(text, map);
        while (characters.MoveNext())
        {
            foreach (char unit in characters.Units)
            {
                bool isWhite = char.IsWhiteSpace(unit);
                if (spaces.SplitsAtAll && isWhite)
                {
                    gap = isInWord ? characters.Start : gap;
                    isInWord = false;
                    continue;
                }

                bool isSpace = unit == ' ';
                if (!isInWord && !isSpace && unit != Space)
                {
                    Append(Space, gap);
                }

                if (!(isSpace && wasSpace && spaces.JoinsRuns))
                {
                    Append(isSpace ? Space : unit, characters.Start);
                }

                kept = isWhite ? kept : _count;
                isInWord = true;
                wasSpace = isSpace;
            }
        }

        Append(Space, isInWord ? text.Length : gap);
        _length = spaces.DropsLast ? kept : _count - 1;
    }

    public readonly ReadOnlySpan<char> Units => _units.AsSpan(0, _length);

    /// <summary>Where each unit begins in the text, and behind the last one where it ends.</summary>
    public readonly ReadOnlySpan<int> Starts => _starts.AsSpan(0, _length + 1);

    public readonly void Dispose()
    {
        ArrayPool<char>.Shared.Return(_units);
        ArrayPool<int>.Shared.Return(_starts);
    }

    private void Append(char unit, int start)
    {
        if (_count == Math.Min(_units.Length, _starts.Length))
        {
            Grow(ref _units, 2 * _count);
            Grow(ref _starts, 2 * _count);
        }

        _units[_count] = unit;
        _starts[_count++] = start;
    }

    private readonly void Grow<T>(ref T[] values, int size)
    {
        T[] larger = ArrayPool<T>.Shared.Rent(size);
        values.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<T>.Shared.Return(values);
        values = larger;
    }
}
