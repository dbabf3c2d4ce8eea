using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Engines;

/// <summary>Computes on an engine's device what a trained network makes of texts. It is used from any number of threads at once.</summary>
internal interface IScorer
{
    /// <summary>Reads documents with one member of the network.</summary>
    /// <param name="member">Its number.</param>
    /// <param name="documents">What is read.</param>
    /// <param name="vectors">[documents x size]; written.</param>
    void Read(int member, DocumentBatch documents, Matrix vectors);

    /// <summary>Begins to read texts, segment by segment, for the scores of their tokens' tags.</summary>
    ITagReading OpenTags();
}
