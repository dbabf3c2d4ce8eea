using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Output;
using ContextMemory.MLNet.Cli.Tasks.Classification;

namespace ContextMemory.MLNet.Cli.Tasks.MultiLabel;

/// <summary>The labels of a row, tabs between them.</summary>
internal sealed class TsvLabels : LabelsWriter
{
    private readonly TextWriter _output;

    /// <exception cref="FailureException">A label has a name that would be taken for two columns or two lines.</exception>
    public TsvLabels(TextWriter output, IReadOnlyList<string> labels)
    {
        _output = output;
        TsvPredictions.CheckNames(labels);
    }

    public override void Write(long row, IReadOnlyList<KeptColumn> kept, IEnumerable<string> found, IReadOnlyList<float> probabilities)
    {
        TabbedLines.Begin(_output, kept);
        _output.WriteLine(string.Join('\t', found));
    }
}
