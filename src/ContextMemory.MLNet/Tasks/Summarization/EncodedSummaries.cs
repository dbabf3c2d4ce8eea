using ContextMemory.MLNet.Corpus;
using ContextMemory.MLNet.Evaluation;

namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>Documents as the learner keeps them.</summary>
/// <param name="room">For the documents; what they are compared with stays in memory.</param>
internal sealed class EncodedSummaries(MemoryRoom room) : IDisposable
{
    public EncodedDocumentStore Documents { get; } = new(room);

    /// <summary>The share each sentence should have, adding up to 1.</summary>
    public List<float[]> Targets { get; } = [];

    /// <summary>The sentences, to make summaries of for measuring.</summary>
    public List<IReadOnlyList<string>> Sentences { get; } = [];

    /// <summary>What those summaries are compared with.</summary>
    public List<RougeText[]> References { get; } = [];

    public void Dispose() => Documents.Dispose();
}
