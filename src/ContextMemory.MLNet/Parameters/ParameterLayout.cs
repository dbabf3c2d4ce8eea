namespace ContextMemory.MLNet.Parameters;

/// <summary>
/// Which parameters a model has and where they lie in one contiguous buffer: those that learn first, of them those with dense gradients before the
/// sparse ones; then those that stay as they are, so that gradients and optimizer state end before them. Layers add theirs while they are built; the
/// first use of an offset closes the list.
/// </summary>
internal sealed class ParameterLayout
{
    // A parameter starts on a cache line; the gap before the next stays zero.
    private const int Alignment = 16;

    // A saved model is one frame of at most 2 GiB, in which words and n-grams have a place beside the values.
    private const int LargestLength = 480_000_000;

    private readonly List<Parameter> _parameters = [];
    private int[]? _offsets;
    private long _total;
    private int _denseLength;
    private int _learnedLength;
    private int _productLength;
    private int _length;

    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>Number of values of all parameters, without gaps.</summary>
    public long ValueCount => _parameters.Sum(parameter => (long)parameter.Length);

    /// <summary>Floats of all parameters, gaps included.</summary>
    public int Length
    {
        get
        {
            Close();
            return _length;
        }
    }

    /// <summary>Floats of the parameters that learn, gaps included: the first ones.</summary>
    public int LearnedLength
    {
        get
        {
            Close();
            return _learnedLength;
        }
    }

    /// <summary>Floats of all parameters but sparse tables, gaps included: those that products read.</summary>
    public int ProductLength
    {
        get
        {
            Close();
            return _productLength;
        }
    }

    /// <summary>Floats of the parameters with dense gradients, gaps included: the first ones.</summary>
    public int DenseLength
    {
        get
        {
            Close();
            return _denseLength;
        }
    }

    /// <param name="name">Unlike all others.</param>
    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="columns">Columns of the matrix.</param>
    /// <param name="initializer">Fills it.</param>
    /// <param name="isSparse">Whether only some rows have a gradient in a step.</param>
    /// <param name="isTable">Whether its rows are looked up. Weight decay is for matrices of products, not for tables, biases and gains.</param>
    /// <exception cref="ModelTooLargeException">The model would be too large.</exception>
    public Parameter Add(string name, int rows, int columns, Initializer initializer, bool isSparse = false, bool isTable = false)
    {
        if (_offsets is not null)
        {
            throw new InvalidOperationException($"Parameter '{name}' was added after the layout had been used.");
        }

        if (_parameters.Exists(parameter => parameter.Name == name))
        {
            throw new InvalidOperationException($"Parameter '{name}' was added twice.");
        }

        _total += (long)rows * columns + Alignment;
        if (_total > LargestLength)
        {
            throw new ModelTooLargeException(
                $"With parameter '{name}' of {rows} x {columns} values the model has more than {LargestLength} values. " +
                "Use a smaller vocabulary (MaximumSize, HashBuckets) or smaller layers.");
        }

        var added = new Parameter(name, _parameters.Count, rows, columns, initializer, isSparse, decays: rows > 1 && !isSparse && !isTable);
        _parameters.Add(added);
        return added;
    }

    public int OffsetOf(Parameter parameter)
    {
        Close();
        return _offsets![parameter.Index];
    }

    private void Close()
    {
        if (_offsets is not null)
        {
            return;
        }

        var offsets = new int[_parameters.Count];
        _denseLength = Place(offsets, learns: true, sparse: false, 0);
        _learnedLength = Place(offsets, learns: true, sparse: true, _denseLength);
        int endOfProducts = Place(offsets, learns: false, sparse: false, _learnedLength);
        _productLength = _denseLength + endOfProducts - _learnedLength;
        _length = Place(offsets, learns: false, sparse: true, endOfProducts);
        _offsets = offsets;
    }

    private int Place(int[] offsets, bool learns, bool sparse, int offset)
    {
        foreach (Parameter parameter in _parameters)
        {
            if (parameter.Learns == learns && parameter.IsSparse == sparse)
            {
                offsets[parameter.Index] = offset;
                offset = checked(offset + parameter.Length + Alignment - 1) & -Alignment;
            }
        }

        return offset;
    }
}
