namespace ContextMemory.MLNet.Text;

/// <summary>The hashed character n-grams of a word with its ends marked (Bojanowski 2017, section 3.2).</summary>
internal static class CharacterNGrams
{
    private const int Shortest = 3;
    private const int Longest = 5;
    private const char Begin = '<';
    private const char End = '>';

    /// <summary>Appends the codes of a token that is the mean of its n-grams' rows, which start at <paramref name="firstRow"/>.</summary>
    public static void Encode(ReadOnlySpan<char> word, int firstRow, int buckets, List<int> codes)
    {
        Span<char> marked = stackalloc char[word.Length + 2];
        marked[0] = Begin;
        word.CopyTo(marked[1..]);
        marked[^1] = End;
        bool isFirst = true;
        for (int length = Shortest; length <= Longest; length++)
        {
            for (int start = 0; start + length <= marked.Length; start++)
            {
                int row = firstRow + (int)(TextHash.ShortOf(marked.Slice(start, length)) % (uint)buckets);
                codes.Add(isFirst ? row : ~row);
                isFirst = false;
            }
        }
    }
}
