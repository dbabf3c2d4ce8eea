namespace ContextMemory.MLNet.EntityData;

/// <summary>How a file of entities is read, where it is not as usual.</summary>
internal sealed record EntityReading
{
    /// <summary>As usual: the first row that cannot be read ends it.</summary>
    public static EntityReading Default { get; } = new();

    /// <summary>The member of an object with the text.</summary>
    public string Text { get; init; } = "text";

    /// <summary>The member of an object with the entities; null takes entities, spans or label, whichever is there.</summary>
    public string? Entities { get; init; }

    /// <summary>What the offsets of objects count.</summary>
    public OffsetUnit Offsets { get; init; }

    /// <summary>The number of the column with the token, from 1; null where it is not said.</summary>
    public int? TokenColumn { get; init; }

    /// <summary>The number of the column with the tag, from 1; null where it is not said.</summary>
    public int? TagColumn { get; init; }

    /// <summary>Takes a row that cannot be learned from, which is left out: its fault and its lines. Null ends with the first.</summary>
    public Action<EntityDataException, string>? Skip { get; init; }
}
