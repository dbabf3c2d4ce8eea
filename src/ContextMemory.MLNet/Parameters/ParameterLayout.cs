namespace ContextMemory.MLNet.Parameters;

/// <summary>
/// Which parameters a model has and where they lie in one contiguous buffer: those with dense gradients first, the sparse ones
/// behind them. Layers add theirs while they are built; the first use of an offset closes the list.
/// </summary>
internal sealed class ParameterLayout
{
    // A parameter starts on a cache line; the gap before the next stays zero.
    private const int Alignment = 16;

    private readonly List<Parameter> _parameters = [];
    private int[]? _offsets;
    private int _denseLength;
    private int _length;

    public IReadOnlyList<Parameter> Parameters => _parameters;

    /// <summary>Floats of all parameters, gaps included.</summary>
    public int Length
    {
        get
        {
            Close();
            return _length;
        }
    }

    /// <summary>Floats of the parameters with dense gradients, gaps included.</summary>
    public int DenseLength
    {
        get
        {
            Close();
            return _denseLength;
        }
    }

    public Parameter Add(string name, int rows, int columns, Initializer initializer, bool isSparse = false)
    {
        if (_offsets is not null)
        {
            throw new InvalidOperationException($"Parameter '{name}' was added after the layout had been used.");
        }

        if (_parameters.Exists(parameter => parameter.Name == name))
        {
            throw new InvalidOperationException($"Parameter '{name}' was added twice.");
        }

        var added = new Parameter(name, _parameters.Count, rows, columns, initializer, isSparse);
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
        int offset = Place(offsets, sparse: false, 0);
        _denseLength = offset;
        _length = Place(offsets, sparse: true, offset);
        _offsets = offsets;
    }

    private int Place(int[] offsets, bool sparse, int offset)
    {
        foreach (Parameter parameter in _parameters)
        {
            if (parameter.IsSparse == sparse)
            {
                offsets[parameter.Index] = offset;
                offset = checked(offset + parameter.Length + Alignment - 1) & -Alignment;
            }
        }

        return offset;
    }
}
