using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Text;

/// <summary>
/// The pieces that a tokenizer from outside makes of a text that comes bit by bit. The text is cut where that makes no difference: where the
/// tokenizer makes of the two sides what it makes of both together. If no such place is found, it is cut at <see cref="MostHeld"/> all the same.
/// </summary>
internal sealed class SubwordCodeStream(SubwordVocabulary vocabulary) : CanonicalCodeStream
{
    /// <summary>UTF-16 units that are held at most, and those of a piece.</summary>
    public const int MostHeld = 65_536;

    private const int FirstWindow = 8_192;
    private const int PlacesToTry = 8;

    // Some tokenizers put a special token before each text, and one behind it.
    private const int MostSpecial = 1;

    private readonly List<int> _left = [];
    private readonly List<int> _right = [];
    private readonly List<int> _both = [];
    private int _window = FirstWindow;
    private int _special;

    protected override void ReadPending(List<int> codes, bool isEnd)
    {
        if (isEnd)
        {
            Encode(CollectionsMarshal.AsSpan(Pending), _special, _both);
            vocabulary.Append(CollectionsMarshal.AsSpan(_both), codes);
            Pending.Clear();
        }
        else if (Pending.Count >= _window)
        {
            ReadWindow(codes);
        }
    }

    private void ReadWindow(List<int> codes)
    {
        ReadOnlySpan<char> text = CollectionsMarshal.AsSpan(Pending);
        Encode(text, _special, _both);
        foreach (Cut cut in Cuts(Pending))
        {
            Encode(text[..cut.End], _special, _left);
            Encode(text[cut.Start..], 0, _right);
            for (int special = 0; special <= MostSpecial; special++)
            {
                for (int behind = 0; behind <= MostSpecial; behind++)
                {
                    if (MakeBoth(special, behind))
                    {
                        Take(cut, special, behind, codes);
                        return;
                    }
                }
            }
        }

        _window = Math.Min(2 * _window, MostHeld);
        if (Pending.Count >= MostHeld)
        {
            Cut cut = Cuts(Pending).First();
            Encode(text[..cut.End], _special, _left);
            Take(cut, _special, behind: 0, codes);
        }
    }

    private void Take(Cut cut, int special, int behind, List<int> codes)
    {
        vocabulary.Append(CollectionsMarshal.AsSpan(_left)[..^behind], codes);
        Pending.RemoveRange(0, cut.Start);
        _special = special;
        _window = FirstWindow;
    }

    /// <summary>Whether the two sides, without the special tokens between them, are what the whole is.</summary>
    private bool MakeBoth(int special, int behind)
    {
        int left = _left.Count - behind;
        int right = _right.Count - special;
        ReadOnlySpan<int> both = CollectionsMarshal.AsSpan(_both);
        return left >= 0 && right >= 0 && left + right == both.Length
            && both[..left].SequenceEqual(CollectionsMarshal.AsSpan(_left)[..left])
            && both[left..].SequenceEqual(CollectionsMarshal.AsSpan(_right)[special..]);
    }

    private void Encode(ReadOnlySpan<char> text, int special, List<int> ids)
    {
        ids.Clear();
        vocabulary.Tokenizer.Encode(text, ids);
        ids.RemoveRange(0, Math.Min(special, ids.Count));
    }

    /// <summary>Places to cut at, the best first: about a space, before, behind or without it; else between any two characters.</summary>
    private static IEnumerable<Cut> Cuts(List<char> text)
    {
        int last = 3 * text.Count / 4;
        int spaces = 0;
        for (int place = last; place > text.Count / 4 && spaces < PlacesToTry; place--)
        {
            if (char.IsWhiteSpace(text[place]) && !char.IsWhiteSpace(text[place - 1]) && !char.IsWhiteSpace(text[place + 1]))
            {
                spaces++;
                yield return new Cut(place, place);
                yield return new Cut(place + 1, place + 1);
                yield return new Cut(place, place + 1);
            }
        }

        for (int place = last; place > last - PlacesToTry; place--)
        {
            if (!char.IsLowSurrogate(text[place]))
            {
                yield return new Cut(place, place);
            }
        }
    }

    /// <param name="End">Where the left side ends.</param>
    /// <param name="Start">Where the right one starts.</param>
    private readonly record struct Cut(int End, int Start);
}
