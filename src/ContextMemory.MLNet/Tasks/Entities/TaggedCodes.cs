namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>A row as the learner keeps it.</summary>
/// <param name="Codes">The text.</param>
/// <param name="Tags">The tag of each token.</param>
internal sealed record TaggedCodes(EntityCodes Codes, int[] Tags);
