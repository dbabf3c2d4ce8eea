using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet.Tasks.Entities;

/// <summary>A text and the entities in it.</summary>
/// <param name="Text">The text and its tokens.</param>
/// <param name="Entities">In tokens, in order, none over another.</param>
/// <param name="LeftOut">Entities that could not be kept: they share a token with another, or cover none.</param>
internal sealed record AnnotatedText(TokenizedText Text, IReadOnlyList<EntitySpan> Entities, int LeftOut = 0)
{
    /// <summary>Of a text with entities in UTF-16 units that do not overlap; one that covers a token in part gets all of it.</summary>
    public static AnnotatedText Of(string text, IEnumerable<EntitySpan> entities)
    {
        TokenizedText tokenized = TokenizedText.Of(text);
        var kept = new List<EntitySpan>();
        int leftOut = 0;
        foreach (EntitySpan entity in entities.OrderBy(entity => entity.Start))
        {
            if (SpanAlignment.ToTokens(tokenized, entity) is { } tokens && (kept.Count == 0 || kept[^1].End <= tokens.Start))
            {
                kept.Add(tokens);
            }
            else
            {
                leftOut++;
            }
        }

        return new AnnotatedText(tokenized, kept, leftOut);
    }

    /// <summary>Of tokens with a tag each.</summary>
    public static AnnotatedText Of(IEnumerable<string> tokens, IReadOnlyList<string> tags)
    {
        TokenizedText text = TokenizedText.Of(tokens);
        List<EntitySpan> tagged = TagSequence.Read(tags, TagReading.Conlleval);
        EntitySpan[] kept = [.. tagged.Select(entity => SpanAlignment.WithoutBlanks(text, entity)).OfType<EntitySpan>()];
        return new AnnotatedText(text, kept, tagged.Count - kept.Length);
    }
}
