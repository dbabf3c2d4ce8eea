namespace Microsoft.ML.Runtime;

/// <summary>Checks what it is told and keeps nothing: ML.NET too shows progress to no listener of MLContext.</summary>
internal sealed class ProgressChannel : IProgressChannel
{
    private readonly ProgressChannel _parent;
    private ProgressHeader _header = new();
    private bool _disposed;

    public ProgressChannel(string name, ProgressChannel parent = null)
    {
        Contracts.CheckNonEmpty(name);
        _parent = parent;
    }

    public IProgressChannel StartProgressChannel(string name) => new ProgressChannel(name, this);

    public void SetHeader(ProgressHeader header, Action<IProgressEntry> fillAction) => _header = header;

    public void Checkpoint(params double?[] values)
    {
        if (_parent != null)
        {
            return;
        }
        Contracts.Check(!_disposed, "Can't report checkpoints after disposing");
        int most = _header.MetricNames.Count + 2 * _header.UnitNames.Count;
        Contracts.Check((values?.Length ?? 0) <= most, "Too many values provided in Checkpoint");
    }

    public void Dispose() => _disposed = true;
}
