using ContextMemory.MLNet.Engines;
using ContextMemory.MLNet.Numerics;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>Texts, some of their words and features hidden, and the tag of each of their tokens.</summary>
/// <param name="rows">Where the examples are.</param>
/// <param name="options">How much is hidden.</param>
/// <param name="segmentLength">The most tokens of a text that are read at once.</param>
internal sealed class TaggedBatch(IReadOnlyList<TaggedCodes> rows, EntityFeatureOptions options, int segmentLength) : ExampleBatch
{
    private readonly CodeBuffer _codes = new();
    private readonly List<int[]> _tags = [];

    public EntityBatch Texts { get; } = new();

    /// <summary>The tags of a text's tokens.</summary>
    public int[] TagsOf(int text) => _tags[text];

    public override void Fill(ReadOnlySpan<int> examples, RandomStream random)
    {
        Texts.Start(segmentLength);
        _codes.Clear();
        _tags.Clear();
        foreach (int example in examples)
        {
            (EntityCodes codes, int[] tags) = rows[example];
            Texts.Add(
                codes,
                _codes.HideWords(codes.Words, options.WordDropout, random),
                _codes.HideFeatures(codes.Context, options.FeatureDropout, random));
            _tags.Add(tags);
        }
    }
}
