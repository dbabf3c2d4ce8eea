using ContextMemory.MLNet.Batching;
using ContextMemory.MLNet.Tasks.Summarization;

namespace ContextMemory.MLNet;

/// <summary>Texts that are summarized together.</summary>
internal sealed class SummaryWindow(Summarizer summarizer, SentenceReader reader, int threads) : RowWindow
{
    private readonly List<SentenceText> _texts = [];
    private IReadOnlyList<TextSummary> _summaries = [];

    public SentenceText Text(int row) => _texts[row];

    public TextSummary Summary(int row)
    {
        EnsureComputed();
        return _summaries[row];
    }

    public override void Clear()
    {
        base.Clear();
        _texts.Clear();
    }

    protected override int Read()
    {
        _texts.Add(reader.Read());
        return _texts[^1].Length;
    }

    protected override void Compute() => _summaries = summarizer.Summarize(_texts, threads);
}
