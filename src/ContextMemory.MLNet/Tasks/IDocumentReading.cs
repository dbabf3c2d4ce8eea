namespace ContextMemory.MLNet.Tasks;

/// <summary>One document that is read segment by segment. What is kept of it does not grow with it. For one thread at a time.</summary>
internal interface IDocumentReading
{
    /// <summary>Reads the next segment.</summary>
    /// <param name="codes">Of one token at least.</param>
    /// <param name="isOnly">Whether the document has this one segment.</param>
    /// <exception cref="OperationCanceledException">The reading is cancelled.</exception>
    void Read(ReadOnlyMemory<int> codes, bool isOnly);

    /// <summary>The model's result for the document, once it has been read to its end.</summary>
    float[] Finish();
}
