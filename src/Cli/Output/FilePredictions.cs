namespace ContextMemory.MLNet.Cli.Output;

/// <summary>Predictions to one file, which is there whole or not at all.</summary>
internal sealed class FilePredictions(PredictionFormat format, IReadOnlyList<string> keptNames, string path) : PredictionOutput(format, keptNames)
{
    protected override OutputFile? Open() => OutputFile.Create(path);
}
