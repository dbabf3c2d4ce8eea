using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Layers;

/// <summary>
/// A ragged batch: the rows (tokens) of all sequences end to end, without padding. A sequence may be one segment of a longer
/// document; then it starts at a later position of it.
/// </summary>
internal sealed class SequenceBatch
{
    private int[] _offsets = new int[1];
    private int[] _positions = [];
    private int[] _byLength = [];
    private int[] _rows = [];
    private int[] _stepOffsets = new int[1];
    private readonly Comparison<int> _longestFirst;
    private readonly List<Slab> _slabs = [];

    public SequenceBatch()
    {
        _longestFirst = (left, right) =>
        {
            int order = Length(right).CompareTo(Length(left));
            return order != 0 ? order : left.CompareTo(right);
        };
    }

    private SequenceBatch? _oneRowEach;
    private int[] _ones = [];
    private int[] _segmentNumbers = [];

    /// <summary>Sequences in the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Rows of all sequences together.</summary>
    public int RowCount => _offsets[Count];

    /// <summary>Rows of the longest sequence.</summary>
    public int StepCount { get; private set; }

    /// <summary>Sequences from the longest to the shortest.</summary>
    public ReadOnlySpan<int> ByLength => _byLength.AsSpan(0, Count);

    /// <summary>
    /// Time-major order: first the first rows of all sequences, longest sequence first, then their second rows, and so on. Element i is
    /// the row that comes at place i.
    /// </summary>
    public ReadOnlySpan<int> TimeMajorRows => _rows.AsSpan(0, RowCount);

    /// <summary>Where each sequence's rows start, and the end of the last.</summary>
    public ReadOnlySpan<int> Offsets => _offsets.AsSpan(0, Count + 1);

    /// <summary>As many sequences, of one row each: a row for each segment of a document. Valid until the next call.</summary>
    /// <param name="segmentLength">Rows of all segments of a document but the last.</param>
    public SequenceBatch OneRowEach(int segmentLength)
    {
        _oneRowEach ??= new SequenceBatch();
        Reserve(ref _ones, Count);
        Reserve(ref _segmentNumbers, Count);
        for (int sequence = 0; sequence < Count; sequence++)
        {
            _ones[sequence] = 1;
            _segmentNumbers[sequence] = _positions[sequence] / segmentLength;
        }

        _oneRowEach.Set(_ones.AsSpan(0, Count), _segmentNumbers.AsSpan(0, Count));
        return _oneRowEach;
    }

    public int Offset(int sequence) => _offsets[sequence];

    public int Length(int sequence) => _offsets[sequence + 1] - _offsets[sequence];

    /// <summary>Where in its document a sequence starts.</summary>
    public int Position(int sequence) => _positions[sequence];

    /// <summary>Place of the first row of a step in time-major order.</summary>
    public int StepOffset(int step) => _stepOffsets[step];

    /// <summary>How many sequences are longer than <paramref name="step"/>.</summary>
    public int StepSize(int step) => step < StepCount ? _stepOffsets[step + 1] - _stepOffsets[step] : 0;

    /// <summary>Makes this the batch of sequences of these lengths; positions are zero where none are given.</summary>
    public void Set(ReadOnlySpan<int> lengths, ReadOnlySpan<int> positions = default)
    {
        Count = lengths.Length;
        Reserve(ref _offsets, Count + 1);
        Reserve(ref _positions, Count);
        Reserve(ref _byLength, Count);
        StepCount = 0;
        for (int i = 0; i < Count; i++)
        {
            _offsets[i + 1] = checked(_offsets[i] + lengths[i]);
            _positions[i] = positions.IsEmpty ? 0 : positions[i];
            _byLength[i] = i;
            StepCount = Math.Max(StepCount, lengths[i]);
        }

        _byLength.AsSpan(0, Count).Sort(_longestFirst);
        OrderByTime();
    }

    /// <summary>
    /// Sequences next to one another, as many as have no more than this many rows together, or one that has more. The slabs are valid
    /// until the next call.
    /// </summary>
    public ReadOnlySpan<Slab> Split(int rows)
    {
        int count = 0;
        for (int first = 0; first < Count; count++)
        {
            int end = first + 1;
            while (end < Count && _offsets[end + 1] - _offsets[first] <= rows)
            {
                end++;
            }

            if (count == _slabs.Count)
            {
                _slabs.Add(new Slab());
            }

            _slabs[count].Set(this, first, end - first);
            first = end;
        }

        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_slabs)[..count];
    }

    private void OrderByTime()
    {
        Reserve(ref _rows, RowCount);
        Reserve(ref _stepOffsets, StepCount + 1);
        int place = 0;
        int alive = Count;
        for (int step = 0; step < StepCount; step++)
        {
            _stepOffsets[step] = place;
            while (Length(_byLength[alive - 1]) <= step)
            {
                alive--;
            }

            for (int i = 0; i < alive; i++)
            {
                _rows[place++] = _offsets[_byLength[i]] + step;
            }
        }

        _stepOffsets[StepCount] = place;
    }

    /// <summary>Some neighbouring sequences of a batch, as a batch of their own.</summary>
    public sealed class Slab
    {
        private int[] _lengths = [];

        public SequenceBatch Sequences { get; } = new();

        /// <summary>Which sequence of the whole batch is the first here.</summary>
        public int FirstSequence { get; private set; }

        private int FirstRow { get; set; }

        /// <summary>The slab's part of a matrix with a row a token.</summary>
        public Matrix RowsOf(Matrix rows) => rows.RowRange(FirstRow, Sequences.RowCount);

        public void Set(SequenceBatch whole, int first, int count)
        {
            FirstSequence = first;
            FirstRow = whole.Offset(first);
            Reserve(ref _lengths, count);
            for (int i = 0; i < count; i++)
            {
                _lengths[i] = whole.Length(first + i);
            }

            Sequences.Set(_lengths.AsSpan(0, count), whole._positions.AsSpan(first, count));
        }
    }

    private static void Reserve(ref int[] array, int length)
    {
        if (array.Length < length)
        {
            Array.Resize(ref array, Math.Max(length, 2 * array.Length));
        }
    }
}
