namespace ContextMemory.MLNet.Text;

/// <summary>The tags of some types of entities under a scheme: tag 0 is outside, then those of each type in turn.</summary>
internal sealed class TagSet
{
    public const int Outside = 0;

    /// <summary>What a table of which tag may follow which has room for.</summary>
    public const int MostTypes = 1_000;

    private const int Begin = 0;
    private const int Inside = 1;
    private const int End = 2;
    private const int Single = 3;

    private static readonly string Prefixes = "BIES";

    private readonly int _tagsPerType;
    private readonly Dictionary<string, int> _typeNumbers = new(StringComparer.Ordinal);

    public TagSet(TagScheme scheme, IReadOnlyList<string> types)
    {
        Scheme = scheme;
        Types = types;
        _tagsPerType = scheme == TagScheme.Bio ? 2 : 4;
        var names = new List<string> { "O" };
        foreach (string type in types)
        {
            _typeNumbers.Add(type, _typeNumbers.Count);
            names.AddRange(Prefixes.Take(_tagsPerType).Select(prefix => $"{prefix}-{type}"));
        }

        Names = names;
        Transitions = new TagTransitions(names.Count, MayStart, MayFollow, MayEnd)
        {
            OfBlanks = new TagTransitions(names.Count, MayBeBlank, MayFollowBlank, tag => tag == Outside),
        };
    }

    public TagScheme Scheme { get; }

    /// <summary>The types of entities.</summary>
    public IReadOnlyList<string> Types { get; }

    /// <summary>The tags as they are written.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Which tags the scheme lets follow one another.</summary>
    public TagTransitions Transitions { get; }

    /// <summary>The tags of a text's tokens.</summary>
    /// <param name="tokens">How many tokens the text has.</param>
    /// <param name="entities">Its entities, none over another and each of a known type.</param>
    public int[] Encode(int tokens, IEnumerable<EntitySpan> entities)
    {
        var tags = new int[tokens];
        foreach (EntitySpan entity in entities)
        {
            int first = 1 + _typeNumbers[entity.Type] * _tagsPerType;
            for (int token = entity.Start; token < entity.End; token++)
            {
                tags[token] = first + Place(token == entity.Start, token == entity.End - 1);
            }
        }

        return tags;
    }

    /// <summary>The entities that allowed tags stand for, in order.</summary>
    public List<EntitySpan> Decode(ReadOnlySpan<int> tags)
    {
        var entities = new List<EntitySpan>();
        for (int token = 0; token < tags.Length;)
        {
            int first = token++;
            if (tags[first] == Outside)
            {
                continue;
            }

            while (token < tags.Length && tags[token] != Outside && PlaceOf(tags[token]) is Inside or End && PlaceOf(tags[token - 1]) is not End)
            {
                token++;
            }

            entities.Add(new EntitySpan(first, token - first, Types[TypeOf(tags[first])]));
        }

        return entities;
    }

    /// <summary>The type of entity that a tag is of.</summary>
    public string TypeName(int tag) => Types[TypeOf(tag)];

    /// <summary>The tag that a longer entity has behind these tags, or null where the tags end it themselves.</summary>
    public int? Continuation(int lastTag) => Scheme == TagScheme.Bio ? 1 + TypeOf(lastTag) * _tagsPerType + Inside : null;

    /// <summary>Whether a tag continues the entity of the one before.</summary>
    public bool GoesOn(int tag) => tag != Outside && PlaceOf(tag) is Inside or End;

    private bool MayStart(int tag) => tag == Outside || PlaceOf(tag) is Begin or Single;

    private bool MayEnd(int tag) => !IsOpen(tag);

    /// <summary>White space is outside, or within an entity: none begins or ends with it.</summary>
    private bool MayBeBlank(int tag) => tag == Outside || PlaceOf(tag) is Inside;

    private bool MayFollowBlank(int from, int to) => MayBeBlank(from) && MayFollow(from, to) && (from == Outside || GoesOn(to));

    private bool MayFollow(int from, int to)
    {
        if (GoesOn(to))
        {
            return from != Outside && PlaceOf(from) is Begin or Inside && TypeOf(from) == TypeOf(to);
        }

        return !IsOpen(from);
    }

    /// <summary>Whether the entity of a tag must go on behind it.</summary>
    private bool IsOpen(int tag) => Scheme == TagScheme.Bioes && tag != Outside && PlaceOf(tag) is Begin or Inside;

    private int Place(bool isFirst, bool isLast) => (Scheme, isFirst, isLast) switch
    {
        (TagScheme.Bio, true, _) => Begin,
        (TagScheme.Bio, false, _) => Inside,
        (_, true, true) => Single,
        (_, true, false) => Begin,
        (_, false, true) => End,
        _ => Inside,
    };

    private int PlaceOf(int tag) => (tag - 1) % _tagsPerType;

    private int TypeOf(int tag) => (tag - 1) / _tagsPerType;
}
