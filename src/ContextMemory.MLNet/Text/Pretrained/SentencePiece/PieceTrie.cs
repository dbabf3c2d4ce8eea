namespace ContextMemory.MLNet.Text.Pretrained.SentencePiece;

/// <summary>Finds all pieces that a text begins with, character by character. Node 0 is the beginning.</summary>
internal sealed class PieceTrie
{
    /// <summary>No node, or a node where no piece ends.</summary>
    public const int None = -1;

    // A node's number and the unit behind it lead to the next node.
    private readonly Dictionary<long, int> _next = [];
    private readonly List<int> _pieces = [None];

    /// <summary>Adds a piece; of equal ones the last counts.</summary>
    public void Add(ReadOnlySpan<char> piece, int id)
    {
        int node = 0;
        foreach (char unit in piece)
        {
            int next = Next(node, unit);
            if (next == None)
            {
                next = _pieces.Count;
                _next.Add(Key(node, unit), next);
                _pieces.Add(None);
            }

            node = next;
        }

        _pieces[node] = id;
    }

    /// <summary>The node that a unit leads to; <see cref="None"/> where no piece goes on so.</summary>
    public int Next(int node, char unit) => _next.TryGetValue(Key(node, unit), out int next) ? next : None;

    /// <summary>The id of the piece that ends at a node, or <see cref="None"/>.</summary>
    public int PieceAt(int node) => _pieces[node];

    private static long Key(int node, char unit) => ((long)node << 16) | unit;
}
