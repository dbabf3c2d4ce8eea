using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Networks;

/// <summary>
/// Documents as token codes, cut into segments. Round r takes the r-th segment of every document that has one; the rounds are
/// read one after another.
/// </summary>
internal sealed class DocumentBatch
{
    private readonly List<ReadOnlyMemory<int>> _documents = [];
    private readonly List<int> _segmentStarts = [];
    private readonly List<int> _firstSegments = [];
    private readonly List<int> _tokenCounts = [];
    private readonly List<int> _starts = [];
    private int _segmentLength;

    private readonly List<int> _codes = [];
    private readonly List<int> _selected = [];
    private readonly List<int> _lengths = [];
    private readonly List<int> _positions = [];
    private readonly List<Range> _ranges = [];

    public int Count => _documents.Count;

    /// <summary>Segments through which the gradient of a document flows back, at most.</summary>
    public int Horizon { get; private set; }

    /// <summary>Segments of the longest document.</summary>
    public int Rounds { get; private set; }

    /// <summary>Tokens of all documents.</summary>
    public long TokenCount { get; private set; }

    /// <summary>The segments of the selected round.</summary>
    public SequenceBatch Sequences { get; } = new();

    /// <summary>The codes of the selected round.</summary>
    public ReadOnlySpan<int> Codes => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_codes);

    /// <summary>The document of each segment of the selected round.</summary>
    public ReadOnlySpan<int> Documents => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_selected);

    /// <summary>The codes of a document before a segment of the selected round.</summary>
    public ReadOnlySpan<int> CodesBefore(int sequence) => _documents[_selected[sequence]].Span[.._ranges[sequence].Start];

    /// <summary>Those behind it.</summary>
    public ReadOnlySpan<int> CodesBehind(int sequence) => _documents[_selected[sequence]].Span[_ranges[sequence].End..];

    /// <summary>The codes of a whole document.</summary>
    public ReadOnlyMemory<int> CodesOf(int document) => _documents[document];

    /// <summary>Calls <paramref name="visit"/> with a table and the codes of each document that are looked up in it.</summary>
    public void VisitCodes(Parameter table, Action<Parameter, ReadOnlyMemory<int>> visit)
    {
        foreach (ReadOnlyMemory<int> codes in _documents)
        {
            visit(table, codes);
        }
    }

    /// <param name="segmentLength">The most tokens of a document that are read at once.</param>
    /// <param name="horizon">Segments through which the gradient of a document flows back, at most.</param>
    public void Start(int segmentLength, int horizon = 1)
    {
        Horizon = horizon;
        _segmentLength = segmentLength;
        _documents.Clear();
        _segmentStarts.Clear();
        _firstSegments.Clear();
        _firstSegments.Add(0);
        _tokenCounts.Clear();
        _starts.Clear();
        Rounds = 0;
        TokenCount = 0;
    }

    /// <summary>Adds a document of at least one token.</summary>
    /// <param name="codes">Its codes.</param>
    /// <param name="start">Where it starts, if it is a part of a longer one.</param>
    public void Add(ReadOnlyMemory<int> codes, int start = 0)
    {
        int tokens = 0;
        ReadOnlySpan<int> span = codes.Span;
        for (int i = 0; i < span.Length; i++)
        {
            if (span[i] >= 0 && tokens++ % _segmentLength == 0)
            {
                _segmentStarts.Add(i);
            }
        }

        _documents.Add(codes);
        _tokenCounts.Add(tokens);
        _starts.Add(start);
        _firstSegments.Add(_segmentStarts.Count);
        Rounds = Math.Max(Rounds, _firstSegments[^1] - _firstSegments[^2]);
        TokenCount += tokens;
    }

    public void Select(int round)
    {
        _codes.Clear();
        _selected.Clear();
        _lengths.Clear();
        _positions.Clear();
        _ranges.Clear();
        for (int document = 0; document < Count; document++)
        {
            int segment = _firstSegments[document] + round;
            if (segment >= _firstSegments[document + 1])
            {
                continue;
            }

            ReadOnlySpan<int> codes = _documents[document].Span;
            int end = segment + 1 < _firstSegments[document + 1] ? _segmentStarts[segment + 1] : codes.Length;
            _codes.AddRange(codes[_segmentStarts[segment]..end]);
            _ranges.Add(_segmentStarts[segment]..end);
            _selected.Add(document);
            _lengths.Add(Math.Min(_segmentLength, _tokenCounts[document] - round * _segmentLength));
            _positions.Add(_starts[document] + round * _segmentLength);
        }

        Sequences.Set(
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_lengths),
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_positions));
    }
}
