namespace ContextMemory.MLNet;

/// <summary>
/// One slot of a key-value memory. Vectors are measured by their root mean square. A token writes to each slot: its vector of numbers between -1
/// and 1, times the slot's address, which is the slot's share of the token's attention, and times the token's gate. So a write weighs 0 to 1.
/// </summary>
public sealed record SlotTrace
{
    /// <summary>Which slot it is, from 0.</summary>
    public required int Slot { get; init; }

    /// <summary>The weights of all writes together.</summary>
    public required double Written { get; init; }

    /// <summary>The last token whose write was at least half as large as the largest one to the slot; null where none was written.</summary>
    public required int? LastWritten { get; init; }

    /// <summary>How large what the slot holds at the end of the text is.</summary>
    public required double Content { get; init; }

    /// <summary>
    /// The tokens of which most is left in the slot at the end of the text. The weight is that of the token's write after all that later tokens
    /// erased of it: what the slot holds is just the sum of these parts. A token is dropped as soon as of <see cref="TraceOptions.Top"/>
    /// others more is left.
    /// </summary>
    public required IReadOnlyList<TokenWeight> Holds { get; init; }

    /// <summary>The tokens that read most of the slot. The weight is its address times how large what it held before the token was.</summary>
    public required IReadOnlyList<TokenWeight> Readers { get; init; }
}
