namespace ContextMemory.MLNet.Cli.Tests.Support;

/// <summary>Tests that measure the heap of the process: no other runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeasuresHeap
{
    public const string Name = "measures the heap";
}
