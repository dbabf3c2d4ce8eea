namespace ContextMemory.MLNet.Tasks.Entities;

/// <param name="Start">The number of its first token in the text.</param>
/// <param name="Length">How many tokens it has.</param>
/// <param name="Tag">Of its first token.</param>
/// <param name="Score">The probability that just these tokens are an entity of this type, 0 to 1.</param>
internal readonly record struct DecodedEntity(long Start, int Length, int Tag, float Score);
