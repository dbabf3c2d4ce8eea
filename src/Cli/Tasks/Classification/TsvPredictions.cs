using System.Globalization;
using System.Numerics.Tensors;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Errors;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Tasks.Classification;

/// <summary>The most probable class, a tab and its probability.</summary>
internal sealed class TsvPredictions : PredictionWriter
{
    private readonly TextWriter _output;
    private readonly IReadOnlyList<string> _labels;

    /// <exception cref="FailureException">A class has a name that would be taken for two columns or two lines.</exception>
    public TsvPredictions(TextWriter output, IReadOnlyList<string> labels)
    {
        _output = output;
        _labels = labels;
        CheckNames(labels);
    }

    /// <exception cref="FailureException">A class has a name that would be taken for two columns or two lines.</exception>
    public static void CheckNames(IEnumerable<string> labels)
    {
        if (labels.FirstOrDefault(label => label.AsSpan().ContainsAny('\t', '\n', '\r')) is { } label)
        {
            throw new FailureException($"The class '{label}' has a tab or a line break in its name: use --format jsonl.");
        }
    }

    public override void Write(long row, IReadOnlyList<KeptColumn> kept, ReadOnlySpan<float> probabilities)
    {
        int best = TensorPrimitives.IndexOfMax(probabilities);
        TabbedLines.Begin(_output, kept);
        _output.Write(_labels[best]);
        _output.Write('\t');
        _output.WriteLine(probabilities[best].ToString(CultureInfo.InvariantCulture));
    }
}
