using ContextMemory.MLNet.EntityData;
using ContextMemory.MLNet.Text;

namespace ContextMemory.MLNet;

/// <summary>
/// How the entities of a text lie on its words: what training would refuse, learn otherwise than it is annotated, or leave out. What
/// <c>cmem check</c> says of a row.
/// </summary>
public sealed class EntityPlacement
{
    private readonly IReadOnlyList<EntitySpan> _given;
    private readonly OffsetUnit _offsets;
    private readonly CodePointIndex _codePoints;

    /// <param name="text">The text.</param>
    /// <param name="entities">Its entities as they were annotated, right or wrong.</param>
    /// <param name="offsets">What their offsets count.</param>
    public EntityPlacement(string text, IReadOnlyList<EntitySpan> entities, OffsetUnit offsets = OffsetUnit.Utf16)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(entities);
        _given = entities;
        _offsets = offsets;
        _codePoints = new CodePointIndex(text);
        Tokens = TokenizedText.Of(text);
    }

    /// <summary>How many words, numbers, marks and line ends the text is cut into.</summary>
    public int TokenCount => Tokens.Tokens.Count;

    private TokenizedText Tokens { get; }

    private string Text => Tokens.Text;

    /// <summary>What keeps the text from being learned from, in words: entities outside the text, without a type, over one another.</summary>
    public IEnumerable<string> Faults()
    {
        IEnumerable<EntitySpan> outside = _offsets == OffsetUnit.CodePoints ? _given.Where(entity => _codePoints.ToUtf16(entity) is null) : [];
        foreach (EntitySpan entity in outside)
        {
            yield return $"the entity at {entity.Start} of length {entity.Length} is not within the text's {_codePoints.Count} code points";
        }

        IReadOnlyList<EntitySpan> read = _offsets == OffsetUnit.CodePoints ? [.. Inside(_offsets).Select(pair => pair.InText)] : _given;
        foreach (SpanFault fault in SpanFault.FindAll(Text, read))
        {
            yield return $"{fault.Found}; expected {fault.Expected}";
        }
    }

    /// <summary>The entities in the text that do not begin and end where words do, in words: they are never found as they are annotated.</summary>
    public IEnumerable<string> Misfits()
    {
        foreach ((EntitySpan given, EntitySpan entity) in Inside(_offsets).Where(pair => !SpanAlignment.Fits(Tokens, pair.InText)))
        {
            string name = Text.Substring(entity.Start, entity.Length);
            yield return SpanAlignment.ToTokens(Tokens, entity) is null ? $"the {given.Type} at {given.Start} covers no word"
                : SpanAlignment.CutsToken(Tokens, entity) ? $"the {given.Type} '{name}' at {given.Start} cuts a word"
                : $"the {given.Type} '{name}' at {given.Start} begins or ends with a space";
        }
    }

    /// <summary>The type of each entity that can be learned: one outside the text, or that covers no word, cannot.</summary>
    public IEnumerable<string> TypesLearned() =>
        Inside(_offsets).Where(pair => SpanAlignment.ToTokens(Tokens, pair.InText) is not null).Select(pair => pair.Given.Type);

    /// <summary>Whether all entities are in the text and begin and end where words do if their offsets count this.</summary>
    /// <param name="offsets">What they may count.</param>
    public bool Fits(OffsetUnit offsets)
    {
        (EntitySpan Given, EntitySpan InText)[] inside = [.. Inside(offsets)];
        return inside.Length == _given.Count && Array.TrueForAll(inside, pair => SpanAlignment.Fits(Tokens, pair.InText));
    }

    /// <summary>The entities that are in the text, as they were given and in UTF-16 units.</summary>
    private IEnumerable<(EntitySpan Given, EntitySpan InText)> Inside(OffsetUnit offsets)
    {
        foreach (EntitySpan entity in _given)
        {
            if (offsets == OffsetUnit.CodePoints)
            {
                if (_codePoints.ToUtf16(entity) is { } moved)
                {
                    yield return (entity, moved);
                }
            }
            else if (entity.Start >= 0 && entity.Length > 0 && entity.Length <= Text.Length - entity.Start)
            {
                yield return (entity, entity);
            }
        }
    }
}
