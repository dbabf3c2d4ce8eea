namespace ContextMemory.MLNet.Tasks.Entities;

/// <param name="Tokens">The entity, in tokens.</param>
/// <param name="Score">The probability that just these tokens are an entity of this type, 0 to 1.</param>
internal readonly record struct FoundEntity(EntitySpan Tokens, float Score);
