namespace ContextMemory.MLNet.Tasks;

/// <summary>A model that can also read a document that is never there as a whole.</summary>
internal interface IStreamingModel : ITextModel
{
    /// <summary>Begins to read a document.</summary>
    /// <param name="cancellation">Ends the reading between two segments, and between two layers.</param>
    IDocumentReading Open(CancellationToken cancellation);
}
