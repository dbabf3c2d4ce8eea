namespace ContextMemory.MLNet;

/// <summary>Which entities tags stand for that do not keep to their scheme.</summary>
public enum TagReading
{
    /// <summary>
    /// As the script of CoNLL-2000 and seqeval's default: an I- or E- behind another type or behind O begins an entity, and an entity
    /// ends where the next one begins.
    /// </summary>
    Conlleval,

    /// <summary>
    /// As seqeval's strict mode: what does not begin with B- (or S-) is no entity, nor is, where there are tags E- or S-, what does not
    /// end with E- (or S-).
    /// </summary>
    Strict,
}
