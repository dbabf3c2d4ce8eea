namespace ContextMemory.MLNet.Tasks.Classification.NGrams;

/// <summary>The sparse vector of one document, and what is needed on the way to it. Used again for the next document.</summary>
internal sealed class NGramVector
{
    /// <summary>Numbers of the features that are not zero, in ascending order.</summary>
    public List<int> Features { get; } = [];

    /// <summary>Their values.</summary>
    public List<float> Values { get; } = [];

    public List<ulong> NGrams { get; } = [];

    public List<int> Occurrences { get; } = [];

    public void Clear()
    {
        Features.Clear();
        Values.Clear();
        NGrams.Clear();
        Occurrences.Clear();
    }
}
