using Microsoft.ML.Data;

namespace ContextMemory.MLNet.Cli.Data;

/// <summary>A row as ML.NET reads it: the properties are the columns.</summary>
internal sealed record LabeledRow(string Label, string Text)
{
    /// <summary>What goes with the row to what is written of it.</summary>
    [NoColumn]
    public IReadOnlyList<KeptColumn> Kept { get; init; } = [];

    /// <summary>How many characters the row has.</summary>
    [NoColumn]
    public int Characters => Text.Length + Kept.Sum(column => column.Text.Length);
}
