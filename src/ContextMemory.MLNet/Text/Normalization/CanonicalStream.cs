using System.Runtime.InteropServices;

namespace ContextMemory.MLNet.Text.Normalization;

/// <summary>
/// The canonical form of a text that comes in pieces. What comes can still change the end of what is there, so that is held back: from the
/// last character on that parts what is before it from what is behind.
/// </summary>
internal sealed class CanonicalStream
{
    /// <summary>UTF-16 units that are read at once.</summary>
    public const int Block = 4_096;

    /// <summary>UTF-16 units that are held at most: so many marks and ignorable characters in a row are no text, and what follows is read as if a text began.</summary>
    public const int MostHeld = 2 * Block;

    private readonly List<char> _held = [];
    private int _enough = Block;

    /// <summary>Takes a piece; appends to <paramref name="text"/> what nothing can change any more, when there is enough of it.</summary>
    /// <param name="piece">Of <see cref="Block"/> UTF-16 units at most; it may begin and end anywhere.</param>
    /// <param name="text">The canonical text.</param>
    public void Add(ReadOnlySpan<char> piece, List<char> text)
    {
        _held.AddRange(piece);
        if (_held.Count >= _enough)
        {
            Settle(EndOfSettled(CollectionsMarshal.AsSpan(_held)), text);
            _enough = EnoughBehind(_held.Count);
        }
    }

    /// <summary>Appends what was held back: the text ends here.</summary>
    public void End(List<char> text) => Settle(_held.Count, text);

    private void Settle(int end, List<char> text)
    {
        text.AddRange(CanonicalText.Of(CollectionsMarshal.AsSpan(_held)[..end]).Text);
        _held.RemoveRange(0, end);
    }

    /// <summary>How much must be held before it is looked at again: so that what is held for long is not looked at for each piece.</summary>
    /// <param name="held">What is still held.</param>
    public static int EnoughBehind(int held) => Math.Clamp(held + Block / 4, Block, MostHeld);

    /// <summary>How much of what was held nothing can change any more; 0 where that is not clear yet, or as good as all where too much is held.</summary>
    public static int EndOfSettled(ReadOnlySpan<char> held)
    {
        for (int index = held.Length - 1; index > 0; index--)
        {
            bool isSecondOfPair = char.IsSurrogatePair(held[index - 1], held[index]);
            bool mayBecomePair = index == held.Length - 1 && char.IsHighSurrogate(held[index]);
            if (!isSecondOfPair && !mayBecomePair && UnicodeData.KindAt(held, index, out _) == UnicodeData.Regular)
            {
                return index;
            }
        }

        return held.Length < MostHeld ? 0 : held.Length - (char.IsHighSurrogate(held[^1]) ? 1 : 0);
    }
}
