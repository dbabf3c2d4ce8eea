namespace ContextMemory.MLNet;

/// <summary>
/// Options that all encoders share whose blocks have a memory that tokens read and write in order, and that is written only where a gate
/// opens. What is written stays to the bit until something else is written in its place, for any number of tokens.
/// </summary>
/// <remarks>
/// Tokens know the one before them and what the memory holds, and need no positions: <see cref="BlockOptions.Positions"/> is
/// <see cref="PositionalEncoding.None"/> unless it is set.
/// </remarks>
public abstract record MemoryBlockOptions : BlockOptions
{
    private protected MemoryBlockOptions() => Positions = PositionalEncoding.None;

    /// <summary>
    /// What writing a token altogether adds to the loss of a text while learning, for each gate: tokens are written only where that is
    /// worth it.
    /// </summary>
    /// <value>0 to 1; the default is 0.0001. 0 lets tokens be written for nothing.</value>
    public double WriteCost { get; init; } = 1e-4;

    internal override bool ReadsOneWay => true;

    internal override void Validate(OptionFaults faults, bool derivesHiddenSize)
    {
        base.Validate(faults, derivesHiddenSize);
        faults.Range(nameof(WriteCost), WriteCost, 0, 1, "0.0001 is usual, 0 turns it off");
    }
}
