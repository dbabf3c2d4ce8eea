namespace ContextMemory.MLNet.Cli.Progress;

/// <summary>A line now and then for what takes long; what is done soon has none.</summary>
internal sealed class StageLines(TextWriter writer)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private string? _name;
    private TimeSpan _lastLine;

    public void Report(Stage stage)
    {
        if (stage.Name != _name)
        {
            _name = stage.Name;
            _lastLine = stage.Elapsed;
        }
        else if (stage.Elapsed - _lastLine >= Interval)
        {
            writer.WriteLine(stage);
            _lastLine = stage.Elapsed;
        }
    }
}
