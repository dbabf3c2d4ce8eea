namespace ContextMemory.MLNet;

/// <summary>An entity of a document that is not held.</summary>
/// <param name="Start">Where it starts in the document, from 0, in UTF-16 units.</param>
/// <param name="Length">How many UTF-16 units it has there, 1 at least.</param>
/// <param name="Type">What it names.</param>
/// <param name="Text">What stands there. Of white space within it, where it has more than 1,024 UTF-16 units in a row, the first 1,024.</param>
/// <param name="Score">The probability that just there is an entity of just this type, 0 to 1.</param>
public readonly record struct TextEntity(long Start, int Length, string Type, string Text, float Score)
{
    /// <summary>The first UTF-16 unit behind it.</summary>
    public long End => Start + Length;
}
