namespace ContextMemory.MLNet.Text.Pretrained;

/// <summary>Finds the longest piece of a vocabulary that a text begins with.</summary>
internal sealed class PieceIndex
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly int _longest;

    /// <param name="pieces">All pieces, by their ids.</param>
    /// <param name="prefix">Only those that begin with it are found, and without it.</param>
    /// <param name="longestWord">Characters of a text at most: what is longer need not be found.</param>
    public PieceIndex(IReadOnlyList<string> pieces, string prefix, int longestWord)
    {
        for (int id = 0; id < pieces.Count; id++)
        {
            string piece = pieces[id];
            if (piece.Length > prefix.Length && piece.Length - prefix.Length <= 2 * longestWord && piece.StartsWith(prefix, StringComparison.Ordinal))
            {
                _ids[piece[prefix.Length..]] = id;
                _longest = Math.Max(_longest, piece.Length - prefix.Length);
            }
        }

        _lookup = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <returns>UTF-16 units of the piece; 0 where there is none.</returns>
    public int Longest(ReadOnlySpan<char> text, out int id)
    {
        for (int length = Math.Min(text.Length, _longest); length > 0; length--)
        {
            if (_lookup.TryGetValue(text[..length], out id))
            {
                return length;
            }
        }

        id = 0;
        return 0;
    }
}
