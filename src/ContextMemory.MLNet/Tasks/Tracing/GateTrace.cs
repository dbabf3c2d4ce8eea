namespace ContextMemory.MLNet;

/// <summary>One direction of a recurrent layer: LSTM, GRU or gated memory.</summary>
public sealed record GateTrace : LayerTrace
{
    /// <summary>Whether the direction reads each segment backwards.</summary>
    public required bool IsReverse { get; init; }

    /// <summary>
    /// For each of the first <see cref="TraceOptions.TokenLimit"/> tokens the mean over the units of the forget gate: the share of its memory that
    /// a unit keeps, 0 to 1. Of a GRU that is the update gate, as PyTorch has it.
    /// </summary>
    public required IReadOnlyList<float> ForgetGates { get; init; }

    /// <summary>
    /// For each of these tokens the mean of the input gate: the share of what is new that is written, 0 to 1. Of a GRU that is 1 less the
    /// forget gate.
    /// </summary>
    public required IReadOnlyList<float> InputGates { get; init; }

    /// <summary>How the time constants of the units are distributed.</summary>
    public required TimeConstants TimeConstants { get; init; }

    /// <summary>The units that keep longest, the slowest first; <see cref="TraceOptions.Top"/> at most.</summary>
    public required IReadOnlyList<UnitTimeConstant> SlowestUnits { get; init; }
}
