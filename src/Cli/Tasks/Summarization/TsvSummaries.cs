using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Tasks.Summarization;

/// <summary>The summary alone, a line a row.</summary>
internal sealed class TsvSummaries(TextWriter output) : SummaryWriter
{
    public override void Write(long row, IReadOnlyList<KeptColumn> kept, SentenceText text, TextSummary summary)
    {
        TabbedLines.Begin(output, kept);
        output.WriteLine(summary.Text);
    }
}
