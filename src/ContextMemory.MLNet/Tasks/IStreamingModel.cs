using ContextMemory.MLNet.Layers;
using ContextMemory.MLNet.Parameters;

namespace ContextMemory.MLNet.Tasks;

/// <summary>A model that can also read a document that is never there as a whole.</summary>
internal interface IStreamingModel : ITextModel
{
    /// <summary>The values of the encoders' parameters; of none where there are no encoders.</summary>
    Weights Weights { get; }

    /// <summary>From now on documents that are there as a whole are read on the engine's device.</summary>
    void UseEngine(TrainingEngine engine);

    /// <summary>Begins to read a document.</summary>
    /// <param name="cancellation">Ends the reading between two segments, and between two layers.</param>
    /// <param name="observe">Makes what looks at an encoder, for one after another; null where nobody looks.</param>
    IDocumentReading Open(CancellationToken cancellation, Func<IPassObserver>? observe = null);
}
