namespace ContextMemory.MLNet.Cli.Checks;

/// <summary>What rows are for: the names of 'cmem train'.</summary>
internal enum CheckedTask
{
    Classify,
    Labels,
    Tag,
    Summarize,
}
