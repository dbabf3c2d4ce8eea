namespace ContextMemory.MLNet;

/// <summary>Reads tags as people and programs write them: B-, I-, E-, S- (or L-, U-) and a type, or O.</summary>
public static class TagSequence
{
    private const char Outside = 'O';

    private static readonly (char Place, string Type) OutsideTag = (Outside, "");

    /// <summary>What is said where <see cref="TryParse"/> fails.</summary>
    internal const string Expected = "O, or B-, I-, E-, S- (also L-, U-) and a type";

    /// <summary>Takes a tag apart.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="place">The place in the entity: B, I, E, S or O. L is read as E, U as S.</param>
    /// <param name="type">The type; empty for O.</param>
    /// <returns>False for what is no tag, which is read as O.</returns>
    public static bool TryParse(string tag, out char place, out string type)
    {
        ArgumentNullException.ThrowIfNull(tag);
        (place, type) = OutsideTag;
        if (tag is "O")
        {
            return true;
        }

        if (tag.Length < 3 || tag[1] != '-' || tag[0] is not ('B' or 'I' or 'E' or 'S' or 'L' or 'U'))
        {
            return false;
        }

        place = tag[0] switch { 'L' => 'E', 'U' => 'S', char same => same };
        type = tag[2..];
        return true;
    }

    /// <summary>Whether the tags use places that only a scheme with ends has: E and S.</summary>
    /// <param name="tags">Of all texts of a data set.</param>
    public static bool HasEnds(IEnumerable<string> tags) => tags.Any(tag => TryParse(tag, out char place, out _) && place is 'E' or 'S');

    /// <summary>The entities of a text's tags, in tokens.</summary>
    /// <param name="tags">Of all tokens; what is no tag counts as O.</param>
    /// <param name="reading">What is done with tags that do not keep to the scheme.</param>
    /// <param name="hasEnds">Whether the scheme has E- and S-, see <see cref="HasEnds"/>. Only <see cref="TagReading.Strict"/> asks.</param>
    /// <returns>In order; start and length count tokens.</returns>
    public static IReadOnlyList<EntitySpan> Read(IReadOnlyList<string> tags, TagReading reading = TagReading.Conlleval, bool hasEnds = false)
    {
        ArgumentNullException.ThrowIfNull(tags);
        return reading == TagReading.Strict ? ReadStrictly(tags, hasEnds) : ReadAll(tags);
    }

    private static List<EntitySpan> ReadAll(IReadOnlyList<string> tags)
    {
        var entities = new List<EntitySpan>();
        (char Place, string Type) previous = OutsideTag;
        int start = 0;
        for (int token = 0; token <= tags.Count; token++)
        {
            (char Place, string Type) tag = token < tags.Count ? Parse(tags[token]) : OutsideTag;
            bool begins = tag.Place is 'B' or 'S' || previous.Place is 'E' or 'S' || tag.Type != previous.Type;
            if (begins)
            {
                if (previous.Place != Outside)
                {
                    entities.Add(new EntitySpan(start, token - start, previous.Type));
                }

                start = token;
            }

            previous = tag;
        }

        return entities;
    }

    private static List<EntitySpan> ReadStrictly(IReadOnlyList<string> tags, bool hasEnds)
    {
        var entities = new List<EntitySpan>();
        for (int token = 0; token < tags.Count;)
        {
            int start = token;
            (char place, string type) = Parse(tags[token++]);
            if (place is not ('B' or 'S'))
            {
                continue;
            }

            while (place is 'B' or 'I' && token < tags.Count && Parse(tags[token]) is ('I' or 'E', string next) && next == type)
            {
                place = Parse(tags[token++]).Place;
            }

            if (!hasEnds || place is 'E' or 'S')
            {
                entities.Add(new EntitySpan(start, token - start, type));
            }
        }

        return entities;
    }

    private static (char Place, string Type) Parse(string tag)
    {
        TryParse(tag, out char place, out string type);
        return (place, type);
    }
}
