namespace ContextMemory.MLNet;

/// <summary>An entity that was found.</summary>
/// <param name="Text">The part of the text.</param>
/// <param name="Type">What it names.</param>
/// <param name="Start">Its first UTF-16 unit in the text, from 0.</param>
/// <param name="Length">How many UTF-16 units it has.</param>
/// <param name="Score">The probability that just there is an entity of just this type, 0 to 1.</param>
public readonly record struct ExtractedEntity(string Text, string Type, int Start, int Length, float Score);
