using System.Numerics.Tensors;
using ContextMemory.MLNet.Cli.Data;
using ContextMemory.MLNet.Cli.Output;

namespace ContextMemory.MLNet.Cli.Tasks.Classification;

/// <summary>A row of a table for each text: label (the most probable class) and score (its probability).</summary>
internal sealed class TablePredictions(PredictionOutput output, IReadOnlyList<string> labels) : PredictionWriter
{
    private readonly PredictionTable _table = output.Table(TableColumn.Text("label"), TableColumn.Number("score"));

    public override void Write(long row, IReadOnlyList<KeptColumn> kept, ReadOnlySpan<float> probabilities)
    {
        int best = TensorPrimitives.IndexOfMax(probabilities);
        _table.Write(row, kept, labels[best], probabilities[best]);
    }
}
