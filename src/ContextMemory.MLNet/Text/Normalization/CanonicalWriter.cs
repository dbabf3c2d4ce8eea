using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace ContextMemory.MLNet.Text.Normalization;

/// <summary>
/// Writes a text anew where it is not canonical: sequence by sequence, each a regular character and what may change behind it. What lies
/// between is copied.
/// </summary>
internal sealed class CanonicalWriter
{
    private readonly List<char> _text = [];
    private readonly List<int> _sources = [];
    private readonly List<Character> _sequence = [];
    private readonly List<char> _units = [];
    private readonly List<int> _places = [];
    private int _written;

    /// <summary>Whether any sequence was not canonical.</summary>
    public bool HasChanges { get; private set; }

    public ReadOnlySpan<char> Text => CollectionsMarshal.AsSpan(_text);

    /// <summary>Where in the original text each unit, and the end, comes from; never falling.</summary>
    public ReadOnlySpan<int> Sources => CollectionsMarshal.AsSpan(_sources);

    /// <summary>Rewrites the sequence around a doubtful place and returns the place behind it.</summary>
    public int Rewrite(ReadOnlySpan<char> text, int doubtful)
    {
        int start = StartOfSequence(text, doubtful);
        int end = ReadSequence(text, start);
        Order(CollectionsMarshal.AsSpan(_sequence));
        Compose();
        _units.Clear();
        foreach (Character character in _sequence)
        {
            AppendTo(_units, character.CodePoint);
        }

        if (!text[start..end].SequenceEqual(CollectionsMarshal.AsSpan(_units)))
        {
            HasChanges = true;
            Copy(text, start);
            AppendSequence();
            _written = end;
        }

        return end;
    }

    /// <summary>Copies what is left.</summary>
    public void End(ReadOnlySpan<char> text)
    {
        Copy(text, text.Length);
        _sources.Add(text.Length);
    }

    private static int StartOfSequence(ReadOnlySpan<char> text, int index)
    {
        while (index > 0)
        {
            index -= index > 1 && char.IsSurrogatePair(text[index - 2], text[index - 1]) ? 2 : 1;
            if (UnicodeData.KindAt(text, index, out _) == UnicodeData.Regular)
            {
                break;
            }
        }

        return index;
    }

    /// <summary>Reads a sequence, decomposed and without what is ignored; returns where it ends.</summary>
    private int ReadSequence(ReadOnlySpan<char> text, int start)
    {
        _sequence.Clear();
        int index = start;
        do
        {
            // Half of a pair stays what it is: it has no decomposition.
            bool isWhole = Rune.DecodeFromUtf16(text[index..], out Rune rune, out int length) == OperationStatus.Done;
            int codePoint = isWhole ? rune.Value : text[index];
            if (!UnicodeData.IsIgnorable(codePoint))
            {
                Decompose(codePoint, index);
            }

            index += length;
        }
        while (index < text.Length && UnicodeData.KindAt(text, index, out _) != UnicodeData.Regular);

        return index;
    }

    private void Decompose(int codePoint, int source)
    {
        if (!UnicodeData.TryDecompose(codePoint, out int first, out int second))
        {
            _sequence.Add(new Character(codePoint, UnicodeData.ClassOf(codePoint), source, _sequence.Count));
            return;
        }

        Decompose(first, source);
        if (second != 0)
        {
            Decompose(second, source);
        }
    }

    /// <summary>Marks that follow one another in the order of their classes; marks of one class stay in their order.</summary>
    private static void Order(Span<Character> sequence)
    {
        for (int start = 0; start < sequence.Length;)
        {
            int end = start;
            bool isOrdered = true;
            while (end < sequence.Length && sequence[end].Class != 0)
            {
                isOrdered &= end == start || sequence[end - 1].Class <= sequence[end].Class;
                end++;
            }

            if (!isOrdered)
            {
                sequence[start..end].Sort((left, right) => left.Class != right.Class ? left.Class - right.Class : left.Place - right.Place);
            }

            start = end + 1;
        }
    }

    /// <summary>Each character is put together with the last one before it that is no mark, if no mark between them is in the way.</summary>
    private void Compose()
    {
        Span<Character> sequence = CollectionsMarshal.AsSpan(_sequence);
        int starter = -1;
        int count = 0;
        byte lastClass = 0;
        foreach (Character character in sequence)
        {
            bool isFree = starter >= 0 && (lastClass == 0 || lastClass < character.Class);
            if (isFree && UnicodeData.TryCompose(sequence[starter].CodePoint, character.CodePoint, out int composed))
            {
                sequence[starter] = sequence[starter] with { CodePoint = composed };
                continue;
            }

            if (character.Class == 0)
            {
                starter = count;
            }

            lastClass = character.Class;
            sequence[count++] = character;
        }

        CollectionsMarshal.SetCount(_sequence, count);
    }

    private void Copy(ReadOnlySpan<char> text, int end)
    {
        _text.AddRange(text[_written..end]);
        for (int i = _written; i < end; i++)
        {
            _sources.Add(i);
        }

        _written = end;
    }

    private void AppendSequence()
    {
        // Marks that have changed places take each other's sources: these never fall.
        _places.Clear();
        foreach (Character character in _sequence)
        {
            _places.Add(character.Source);
        }

        _places.Sort();
        for (int i = 0; i < _sequence.Count; i++)
        {
            AppendTo(_text, _sequence[i].CodePoint);
            while (_sources.Count < _text.Count)
            {
                _sources.Add(_places[i]);
            }
        }
    }

    private static void AppendTo(List<char> units, int codePoint)
    {
        if (Rune.TryCreate(codePoint, out Rune rune))
        {
            Span<char> buffer = stackalloc char[2];
            units.AddRange(buffer[..rune.EncodeToUtf16(buffer)]);
        }
        else
        {
            units.Add((char)codePoint);
        }
    }

    /// <summary>A character of a sequence, where in the text it comes from and its number in the sequence before it was put in order.</summary>
    private readonly record struct Character(int CodePoint, byte Class, int Source, int Place);
}
