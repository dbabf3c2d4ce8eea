using ContextMemory.MLNet.Networks;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Engines;

/// <summary>Texts that are read segment by segment on an engine's device, which keeps what their segments hand on.</summary>
internal interface ITagReading : IDisposable
{
    /// <summary>Reads the next segment of each text that has one: the first of those that were read before.</summary>
    /// <param name="segments">One segment of each text.</param>
    /// <param name="scores">[tokens x tags]; written.</param>
    void Read(ISegmentBatch segments, Matrix scores);
}
