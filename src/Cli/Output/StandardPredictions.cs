namespace ContextMemory.MLNet.Cli.Output;

/// <summary>Predictions to standard output, where they are seen as soon as they are there.</summary>
internal sealed class StandardPredictions(PredictionFormat format, IReadOnlyList<string> keptNames, TextWriter output) : PredictionOutput(format, keptNames)
{
    protected override TextWriter StandardOutput => output;

    public override void Flush() => output.Flush();

    protected override OutputFile? Open() => null;
}
