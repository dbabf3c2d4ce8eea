namespace ContextMemory.MLNet.Text;

/// <summary>From entities in characters to entities in tokens and back. An entity neither begins nor ends with white space.</summary>
internal static class SpanAlignment
{
    /// <summary>
    /// The tokens that an entity covers, in whole or in part, from the first to the last that is not white space; null where there are none.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="entity">In UTF-16 units.</param>
    public static EntitySpan? ToTokens(TokenizedText text, EntitySpan entity)
    {
        int first = CountEndingBefore(text, entity.Start + 1);
        int end = first;
        while (end < text.Tokens.Count && text.Tokens[end].Start < entity.End)
        {
            end++;
        }

        return WithoutBlanks(text, new EntitySpan(first, end - first, entity.Type));
    }

    /// <summary>An entity, in tokens, from its first to its last token that is not white space; null where there is none.</summary>
    public static EntitySpan? WithoutBlanks(TokenizedText text, EntitySpan tokens)
    {
        int first = tokens.Start;
        int end = tokens.End;
        while (first < end && text.IsBlank(first))
        {
            first++;
        }

        while (end > first && text.IsBlank(end - 1))
        {
            end--;
        }

        return end == first ? null : new EntitySpan(first, end - first, tokens.Type);
    }

    /// <summary>All of the text from an entity's first token to its last.</summary>
    public static EntitySpan ToUnits(TokenizedText text, EntitySpan tokens)
    {
        int start = text.Tokens[tokens.Start].Start;
        return new EntitySpan(start, text.Tokens[tokens.End - 1].End - start, tokens.Type);
    }

    /// <summary>The part of the text from an entity's first token to its last, without white space that given tokens begin or end with.</summary>
    public static EntitySpan ToCharacters(TokenizedText text, EntitySpan tokens)
    {
        EntitySpan whole = ToUnits(text, tokens);
        ReadOnlySpan<char> name = text.Text.AsSpan(whole.Start, whole.Length).TrimEnd();
        int length = name.TrimStart().Length;
        return new EntitySpan(whole.Start + name.Length - length, length, tokens.Type);
    }

    /// <summary>
    /// Whether an entity begins and ends where tokens do. One that cuts a token, or has white space at an end, is learned as another than
    /// it is, and is never found as it is.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="entity">In UTF-16 units.</param>
    public static bool Fits(TokenizedText text, EntitySpan entity) =>
        ToTokens(text, entity) is { } tokens && ToCharacters(text, tokens) == entity;

    /// <summary>Whether all entities fit where their offsets count code points.</summary>
    public static bool FitAsCodePoints(TokenizedText text, IEnumerable<EntitySpan> entities)
    {
        var codePoints = new CodePointIndex(text.Text);
        return entities.All(entity => codePoints.ToUtf16(entity) is { } moved && Fits(text, moved));
    }

    /// <summary>Whether an entity begins or ends within a token.</summary>
    public static bool CutsToken(TokenizedText text, EntitySpan entity) =>
        ToTokens(text, entity) is { } tokens
        && (text.Tokens[tokens.Start].Start < entity.Start || text.Tokens[tokens.End - 1].End > entity.End);

    private static int CountEndingBefore(TokenizedText text, int end)
    {
        int low = 0;
        int high = text.Tokens.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (text.Tokens[middle].End < end)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
