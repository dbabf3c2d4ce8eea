using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Serve;

/// <summary>The server's own metrics and traces, beside those of ASP.NET Core.</summary>
internal sealed class Telemetry : IDisposable
{
    public const string Name = "ContextMemory.Serve";

    private readonly ActivitySource _source = new(Name);
    private readonly Meter _meter;
    private readonly Counter<long> _texts;
    private readonly Histogram<long> _lengths;
    private readonly Counter<long> _loads;

    public Telemetry(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _texts = _meter.CreateCounter<long>("serve.texts", "{text}", "Texts that were asked for.");
        _lengths = _meter.CreateHistogram<long>("serve.text.length", "{unit}", "UTF-16 units of a text.");
        _loads = _meter.CreateCounter<long>("serve.model.loads", "{load}", "Model files that were read, or could not be.");
    }

    public void ObserveQueue(Func<int> length) => _meter.CreateObservableGauge("serve.queue.length", length, "{text}", "Texts that wait for their batch.");

    public void CountLoad(bool succeeded) => _loads.Add(1, new KeyValuePair<string, object?>("succeeded", succeeded));

    public Activity? StartScoring(IReadOnlyCollection<string> texts)
    {
        _texts.Add(texts.Count);
        foreach (string text in texts)
        {
            _lengths.Record(text.Length);
        }

        return _source.StartActivity("score")?.SetTag("texts", texts.Count);
    }

    public void Dispose() => _source.Dispose();
}
