namespace Microsoft.ML;

/// <summary>Adds <c>mlContext.ContextMemory()</c>.</summary>
public static class ContextMemoryExtensions
{
    /// <summary>What ContextMemory.MLNet offers on a context.</summary>
    public static ContextMemoryCatalog ContextMemory(this MLContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new ContextMemoryCatalog(context);
    }
}
