namespace ContextMemory.MLNet.Text;

/// <summary>Where the code points of a text start. A half of a surrogate pair without its other half is one too.</summary>
internal sealed class CodePointIndex
{
    private readonly int _count;

    // Null where each UTF-16 unit is a code point.
    private readonly int[]? _starts;

    public CodePointIndex(string text)
    {
        _count = text.Length;
        if (!HasPairs(text))
        {
            return;
        }

        var starts = new List<int>(text.Length);
        for (int unit = 0; unit < text.Length; unit++)
        {
            starts.Add(unit);
            unit += IsPair(text, unit) ? 1 : 0;
        }

        _count = starts.Count;
        starts.Add(text.Length);
        _starts = [.. starts];
    }

    /// <summary>How many code points the text has.</summary>
    public int Count => _count;

    /// <summary>Whether a text has characters of two UTF-16 units, so that it matters what offsets count.</summary>
    public static bool HasPairs(string text)
    {
        for (int unit = 0; unit < text.Length; unit++)
        {
            if (IsPair(text, unit))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An entity in UTF-16 units from one in code points; null where it is not in the text.</summary>
    public EntitySpan? ToUtf16(EntitySpan entity)
    {
        if (entity.Start < 0 || entity.Length < 1 || entity.Length > _count - entity.Start)
        {
            return null;
        }

        return _starts is null
            ? entity
            : new EntitySpan(_starts[entity.Start], _starts[entity.End] - _starts[entity.Start], entity.Type);
    }

    private static bool IsPair(string text, int unit) => unit + 1 < text.Length && char.IsSurrogatePair(text[unit], text[unit + 1]);
}
