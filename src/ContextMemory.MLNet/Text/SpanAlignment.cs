namespace ContextMemory.MLNet.Text;

/// <summary>From entities in characters to entities in tokens and back.</summary>
internal static class SpanAlignment
{
    /// <summary>
    /// The tokens that an entity covers, in whole or in part; null where there are none, as for an entity of nothing but spaces.
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

        return end == first ? null : new EntitySpan(first, end - first, entity.Type);
    }

    /// <summary>The part of the text from an entity's first token to its last.</summary>
    public static EntitySpan ToCharacters(TokenizedText text, EntitySpan tokens)
    {
        int start = text.Tokens[tokens.Start].Start;
        return new EntitySpan(start, text.Tokens[tokens.End - 1].End - start, tokens.Type);
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
