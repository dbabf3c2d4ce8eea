namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>What was found in a text.</summary>
/// <param name="Tags">The tag of each token, as <see cref="Text.TagSet.Names"/> numbers them.</param>
/// <param name="Entities">In order.</param>
internal sealed record ExtractedText(int[] Tags, IReadOnlyList<FoundEntity> Entities)
{
    public static ExtractedText Empty { get; } = new([], []);
}
