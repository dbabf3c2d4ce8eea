namespace ContextMemory.MLNet.EntityData;

/// <summary>What is wrong with the entities of a text.</summary>
/// <param name="Found">What was found.</param>
/// <param name="Expected">What was expected.</param>
/// <param name="IsType">Whether it is a type that is wrong, and not a place.</param>
internal sealed record SpanFault(string Found, string Expected, bool IsType = false)
{
    /// <summary>The first fault, or null where there is none.</summary>
    public static SpanFault? Find(string text, IReadOnlyList<EntitySpan> entities) => FindAll(text, entities).FirstOrDefault();

    public static IEnumerable<SpanFault> FindAll(string text, IReadOnlyList<EntitySpan> entities)
    {
        bool isInside = true;
        foreach (EntitySpan entity in entities)
        {
            if (entity.Start < 0 || entity.Length < 1 || entity.Length > text.Length - entity.Start)
            {
                isInside = false;
                yield return new SpanFault(
                    $"the entity at {entity.Start} of length {entity.Length} is not in the text",
                    $"a start from 0 and a length from 1 within the text's {text.Length} UTF-16 units");
            }

            if (string.IsNullOrWhiteSpace(entity.Type))
            {
                yield return new SpanFault($"the entity at {entity.Start} has no type", "a name", IsType: true);
            }
        }

        if (!isInside)
        {
            yield break;
        }

        EntitySpan? previous = null;
        foreach (EntitySpan entity in entities.OrderBy(entity => entity.Start).ThenBy(entity => entity.Length))
        {
            if (previous is { } before && before.End > entity.Start)
            {
                yield return new SpanFault(
                    $"the {entity.Type} at {entity.Start} of length {entity.Length} overlaps the {before.Type} at {before.Start} of length {before.Length}",
                    "entities that do not overlap");
            }

            previous = previous is { } longer && longer.End > entity.End ? previous : entity;
        }
    }
}
