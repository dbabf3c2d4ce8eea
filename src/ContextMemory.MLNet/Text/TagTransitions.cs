namespace ContextMemory.MLNet.Text;

/// <summary>Which tags may begin a sequence, follow one another and end it.</summary>
internal sealed class TagTransitions
{
    private readonly bool[] _start;
    private readonly bool[,] _follow;
    private readonly bool[] _end;

    public TagTransitions(int tagCount, Func<int, bool> mayStart, Func<int, int, bool> mayFollow, Func<int, bool> mayEnd)
    {
        TagCount = tagCount;
        _start = [.. Enumerable.Range(0, tagCount).Select(mayStart)];
        _end = [.. Enumerable.Range(0, tagCount).Select(mayEnd)];
        _follow = new bool[tagCount, tagCount];
        for (int from = 0; from < tagCount; from++)
        {
            for (int to = 0; to < tagCount; to++)
            {
                _follow[from, to] = mayFollow(from, to);
            }
        }
    }

    public int TagCount { get; }

    /// <summary>
    /// What holds for a token of white space: which tags it may have (<see cref="MayStart"/>), which may follow these, and which may end
    /// a sequence. Null where it is a token as any other.
    /// </summary>
    public TagTransitions? OfBlanks { get; init; }

    /// <summary>Nothing is ruled out.</summary>
    public static TagTransitions All(int tagCount) => new(tagCount, _ => true, (_, _) => true, _ => true);

    public bool MayStart(int tag) => _start[tag];

    public bool MayFollow(int from, int to) => _follow[from, to];

    public bool MayEnd(int tag) => _end[tag];
}
