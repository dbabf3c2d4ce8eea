namespace ContextMemory.MLNet;

/// <summary>How tags of tokens say where an entity begins and ends.</summary>
public enum TagScheme
{
    /// <summary>B- for an entity's first token, I- for the others, O outside (IOB2).</summary>
    Bio,

    /// <summary>B- first, I- inside, E- last, S- for an entity of a single token, O outside.</summary>
    Bioes,
}
