namespace ContextMemory.MLNet.Networks;

/// <summary>Segments of texts that are read together.</summary>
internal interface ISegmentBatch
{
    /// <summary>How many texts there are.</summary>
    int Count { get; }
}
