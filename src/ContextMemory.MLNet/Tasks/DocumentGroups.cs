namespace ContextMemory.MLNet.Tasks;

/// <summary>Which documents are computed together: those of about the same length, so many that a group is worth a product.</summary>
internal sealed class DocumentGroups
{
    private const int TokensPerGroup = 4_096;
    private const int DocumentsPerGroup = 128;

    private readonly List<(int Start, int Count)> _groups = [];
    private long[] _order = [];
    private int[] _documents = [];

    public int Count => _groups.Count;

    /// <summary>Whether there are two threads for each group.</summary>
    public bool LeaveThreads { get; private set; }

    /// <summary>The numbers of a group's documents.</summary>
    public ReadOnlySpan<int> this[int group] => _documents.AsSpan(_groups[group].Start, _groups[group].Count);

    /// <param name="count">How many documents there are.</param>
    /// <param name="lengthOf">How many tokens a document has.</param>
    /// <param name="segmentLength">The most tokens of a document that are read at once.</param>
    /// <param name="threads">At least so many groups are made, if there are as many documents.</param>
    public void Form(int count, Func<int, int> lengthOf, int segmentLength, int threads)
    {
        if (_documents.Length < count)
        {
            _order = new long[count];
            _documents = new int[count];
        }

        // The longest first; of two of one length the first one.
        for (int document = 0; document < count; document++)
        {
            _order[document] = ((long)-lengthOf(document) << 32) | (uint)document;
        }

        _groups.Clear();
        _order.AsSpan(0, count).Sort();
        int share = (count + threads - 1) / threads;
        for (int start = 0; start < count;)
        {
            int longest = Math.Min((int)-(_order[start] >> 32), segmentLength);
            int size = Math.Clamp(TokensPerGroup / Math.Max(1, longest), 1, DocumentsPerGroup);
            size = Math.Min(Math.Min(size, share), count - start);
            _groups.Add((start, size));
            start += size;
        }

        LeaveThreads = 2 * Count <= threads;

        for (int i = 0; i < count; i++)
        {
            _documents[i] = (int)(_order[i] & uint.MaxValue);
        }
    }
}
