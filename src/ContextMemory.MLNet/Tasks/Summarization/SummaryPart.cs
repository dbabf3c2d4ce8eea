namespace ContextMemory.MLNet.Tasks.Summarization;

/// <summary>Sentences of a document that are scored together.</summary>
/// <param name="First">How many of the document's sentences come before them.</param>
/// <param name="Count">How many they are.</param>
/// <param name="Known">How many sentences the document has, as far as is known when they are scored.</param>
internal readonly record struct SummaryPart(int First, int Count, int Known);
