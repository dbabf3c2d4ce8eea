namespace ContextMemory.MLNet.Cli.Output;

/// <summary>Standard input or output in place of a file.</summary>
internal static class StandardStream
{
    /// <summary>What is written for it on the command line.</summary>
    public const string Name = "-";
}
