namespace ContextMemory.MLNet.Batching;

/// <summary>Some rows of the input, read one after another and computed together, when the first result is asked for.</summary>
internal abstract class RowWindow
{
    private bool _isComputed;

    /// <summary>Rows in the window.</summary>
    public int Count { get; private set; }

    public virtual void Clear()
    {
        Count = 0;
        _isComputed = false;
    }

    /// <summary>Takes in the source's current row, and returns the length of its text.</summary>
    public int Add()
    {
        Count++;
        return Read();
    }

    protected void EnsureComputed()
    {
        if (!_isComputed)
        {
            Compute();
            _isComputed = true;
        }
    }

    protected abstract int Read();

    protected abstract void Compute();
}
