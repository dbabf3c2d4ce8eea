namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>How often a label occurs.</summary>
/// <param name="Rows">The rows that have it; of entities, how many have the type.</param>
/// <param name="Place">The line of the first.</param>
internal sealed record LabelCount(long Rows, long Place);
