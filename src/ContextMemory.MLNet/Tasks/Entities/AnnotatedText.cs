using ContextMemory.MLNet.Text;
using ContextMemory.MLNet.Text.Normalization;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>A text and the entities in it.</summary>
/// <param name="Text">The text and its tokens.</param>
/// <param name="Entities">In tokens, in order, none over another.</param>
internal sealed record AnnotatedText(TokenizedText Text, IReadOnlyList<EntitySpan> Entities)
{
    /// <summary>In tokens, in order, none over another; types in canonical form, in which equivalent ones are the same.</summary>
    public IReadOnlyList<EntitySpan> Entities { get; } = [.. Entities.Select(entity => entity with { Type = CanonicalText.Of(entity.Type) })];

    /// <summary>Entities that could not be kept: they share a token with another, or cover none.</summary>
    public int LeftOut { get; init; }

    /// <summary>
    /// Entities that do not begin and end where tokens do, as they were given, in UTF-16 units. In <see cref="Entities"/> they go from
    /// whole token to whole token.
    /// </summary>
    public IReadOnlyList<EntitySpan> Misfits { get; init; } = [];

    /// <summary>Whether all entities would begin and end where tokens do if their offsets counted code points.</summary>
    public bool FitsAsCodePoints { get; init; }

    /// <summary>Of a text with entities in UTF-16 units that do not overlap; one that covers a token in part gets all of it.</summary>
    public static AnnotatedText Of(string text, IEnumerable<EntitySpan> entities)
    {
        TokenizedText tokenized = TokenizedText.Of(text);
        EntitySpan[] given = [.. entities.OrderBy(entity => entity.Start)];
        var kept = new List<EntitySpan>();
        foreach (EntitySpan entity in given)
        {
            if (SpanAlignment.ToTokens(tokenized, entity) is { } tokens && (kept.Count == 0 || kept[^1].End <= tokens.Start))
            {
                kept.Add(tokens);
            }
        }

        EntitySpan[] misfits = [.. given.Where(entity => !SpanAlignment.Fits(tokenized, entity))];
        return new AnnotatedText(tokenized, kept)
        {
            LeftOut = given.Length - kept.Count,
            Misfits = [.. misfits.Where(entity => SpanAlignment.ToTokens(tokenized, entity) is not null)],
            FitsAsCodePoints = CodePointIndex.HasPairs(text) ? SpanAlignment.FitAsCodePoints(tokenized, given) : misfits.Length == 0,
        };
    }

    /// <summary>Of tokens with a tag each.</summary>
    public static AnnotatedText Of(IEnumerable<string> tokens, IReadOnlyList<string> tags)
    {
        TokenizedText text = TokenizedText.Of(tokens);
        IReadOnlyList<EntitySpan> tagged = TagSequence.Read(tags);
        EntitySpan[] kept = [.. tagged.Select(entity => SpanAlignment.WithoutBlanks(text, entity)).OfType<EntitySpan>()];
        return new AnnotatedText(text, kept)
        {
            LeftOut = tagged.Count - kept.Length,
            Misfits =
            [
                .. tagged.Except(kept)
                    .Where(entity => SpanAlignment.WithoutBlanks(text, entity) is not null)
                    .Select(entity => SpanAlignment.ToUnits(text, entity)),
            ],

            // Tags stand beside their tokens: nothing is counted.
            FitsAsCodePoints = false,
        };
    }
}
