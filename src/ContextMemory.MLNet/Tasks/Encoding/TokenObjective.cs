namespace ContextMemory.MLNet;

/// <summary>What an encoder learns from text alone.</summary>
public enum TokenObjective
{
    /// <summary>Some tokens are hidden and told from those around them (Devlin 2019, section 3.1).</summary>
    MaskedToken,

    /// <summary>Each token is told from those before it; needs an encoder that reads in one direction.</summary>
    NextToken,
}
