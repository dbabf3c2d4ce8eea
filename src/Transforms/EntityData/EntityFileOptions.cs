namespace ContextMemory.MLNet;

/// <summary>How <see cref="EntityFile"/> reads a file, where it is not as usual.</summary>
public sealed record EntityFileOptions
{
    /// <summary>Of columns: how many sentences that follow one another make a row; what is clear about a name in one helps in another.</summary>
    /// <value>1 or more; the default is 16.</value>
    public int SentencesPerRow { get; init; } = 16;

    /// <summary>
    /// Of columns: the number of the one with the token. Behind a first one lines that begin with # are comments.
    /// </summary>
    /// <value>From 1; the default null is the first.</value>
    public int? TokenColumn { get; init; }

    /// <summary>Of columns: the number of the one with the tag.</summary>
    /// <value>From 1, another than <see cref="TokenColumn"/>; the default null is the last.</value>
    public int? TagColumn { get; init; }

    /// <summary>Of objects: the member with the text.</summary>
    /// <value>The default is "text".</value>
    public string TextMember { get; init; } = "text";

    /// <summary>Of objects: the member with the entities.</summary>
    /// <value>The default null takes "entities", "spans" or "label", whichever is an array.</value>
    public string? EntitiesMember { get; init; }

    /// <summary>Of objects: what the offsets of entities count; those of the rows are UTF-16 units always.</summary>
    /// <value>The default is <see cref="OffsetUnit.Utf16"/>.</value>
    public OffsetUnit Offsets { get; init; }

    /// <summary>
    /// Takes what cannot be learned from, which is left out: the fault, and the lines of the row as they are. It is called anew each time the
    /// rows are enumerated.
    /// </summary>
    /// <value>The default null ends reading with the first fault, which is thrown.</value>
    public Action<EntityDataException, string>? Skip { get; init; }

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Validate()
    {
        var faults = new OptionFaults(nameof(EntityFile));
        faults.Range(nameof(SentencesPerRow), SentencesPerRow, 1, int.MaxValue, "16 is usual");
        faults.Range(nameof(TokenColumn), TokenColumn ?? 1, 1, int.MaxValue, "null is the first");
        faults.Range(nameof(TagColumn), TagColumn ?? 2, 1, int.MaxValue, "null is the last");
        faults.Check((TokenColumn ?? 1) != TagColumn, nameof(TagColumn), $"{TagColumn}", "another column than that of the token", "null is the last");
        faults.Check(!string.IsNullOrEmpty(TextMember), nameof(TextMember), "null or empty", "a name", "text is usual");
        faults.Defined(nameof(Offsets), Offsets, "Utf16 is usual");
        faults.ThrowIfAny();
    }
}
